import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Probe } from '../../../src/cli/doctor/probe.js'
import { waitForHealth } from '../../../src/cli/doctor/wait-for-health.js'
import { runCommand } from '../../support/command.js'
import { useApi } from '../../support/emulator.js'
import { findClosedPort } from '../../support/receiver.js'

const nothing: Probe = { found: 'nothing', reason: 'connect ECONNREFUSED' }
const proxy: Probe = { found: 'other-server', says: 'it answered GET /health with 502' }
const healthy = { found: 'emulator', health: { status: 'ok' } } as Probe

/** Waits on a clock of its own, which answers and pauses advance. */
async function wait(answers: readonly Probe[], { waitMs, answerMs = 0 }: { waitMs: number; answerMs?: number }) {
  let now = 5000
  const timeouts: number[] = []
  const pauses: number[] = []
  const ask = async (timeoutMs: number) => {
    now += Math.min(answerMs, timeoutMs)
    timeouts.push(timeoutMs)
    return answers[Math.min(timeouts.length, answers.length) - 1] as Probe
  }
  const pause = async (ms: number) => {
    now += ms
    pauses.push(ms)
  }
  return { ...(await waitForHealth(ask, { waitMs, now: () => now, pause })), timeouts, pauses, tookMs: now - 5000 }
}

describe('waiting for health', () => {
  test('ends with the first answer of an emulator, whatever answered before', async () => {
    const { last, asked, pauses } = await wait([nothing, nothing, proxy, healthy], { waitMs: 30_000 })
    expect([last, asked, pauses]).toEqual([healthy, 4, [50, 100, 200]])
  })

  test('asks once a second in the end, and gives up in time with the last answer', async () => {
    const { last, pauses, tookMs } = await wait([nothing, proxy], { waitMs: 10_000 })
    expect(last).toEqual(proxy)
    expect(Math.max(...pauses)).toBe(1000)
    expect(tookMs).toBe(10_000)
  })

  test('leaves a server that hangs hardly more than the time that is left', async () => {
    const { timeouts, tookMs } = await wait([nothing], { waitMs: 5000, answerMs: 60_000 })
    expect(timeouts).toEqual([2000, 2000, 850])
    expect(tookMs).toBe(5000)
  })

  test('without a time asks once', async () => {
    expect(await wait([nothing], { waitMs: 0 })).toMatchObject({ asked: 1, timeouts: [2000], pauses: [] })
  })
})

test('health --wait returns once the emulator that starts meanwhile answers', async () => {
  const { emulator } = await useApi()
  const port = await findClosedPort()
  const { ended } = runCommand(['health', '--wait', '10m', '--port', String(port)])
  await emulator.listen({ port })
  expect(await ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok, version /), stderr: '' })
})

test('health --wait says what was seen last', async () => {
  const server = createServer((_, response) => response.writeHead(502, { server: 'nginx' }).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { code, stderr } = await runCommand(['health', '--wait', '200ms', '--port', String(port)]).ended
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^No healthy emulator at http:\/\/127\.0\.0\.1:\d+ within 0\.2 s \(asked \w+( times)?\)\. Last seen: it answered GET \/health with 502 and identifies as nginx\.\n$/,
  )
  const closed = await runCommand(['health', '--wait', '100', '--port', String(await findClosedPort())]).ended
  expect(closed.stderr).toMatch(/within 0\.1 s .*Last seen: .*ECONNREFUSED/)
  expect((await runCommand(['health', '--wait', 'long']).ended).stderr).toContain('It must be a duration')
})
