import { describe, expect, test } from 'vitest'
import type { Probe } from '../../../src/cli/doctor/probe.js'
import { explainUnhealthy, waitForHealth } from '../../../src/cli/doctor/wait-for-health.js'
import { runCommand } from '../../support/command.js'
import { useApi } from '../../support/emulator.js'
import { findClosedPort } from '../../support/receiver.js'

const nothing: Probe = { found: 'nothing', reason: 'nothing listens there' }
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

describe('the explanation', () => {
  const origin = 'http://127.0.0.1:8374'
  const advice = 'Start one with `tve`, or check the address.'
  const refused = { found: 'nothing', reason: 'nothing listens there' } as const
  const nginx = { found: 'other-server', says: 'it answered GET /health with 502 and identifies as nginx' } as const

  test('says what was seen last, and how often was asked', () => {
    expect(explainUnhealthy(nginx, { origin, waitMs: 200, asked: 3 })).toBe(
      `No healthy emulator at ${origin} within 0.2 s (asked 3 times). Last seen: ${nginx.says}. ${advice}`,
    )
    expect(explainUnhealthy(refused, { origin, waitMs: 10_000, asked: 1 })).toBe(
      `No healthy emulator at ${origin} within 10 s (asked once). Last seen: nothing listens there. ${advice}`,
    )
  })

  test('of a single question says what to do', () => {
    expect(explainUnhealthy(refused, { origin, waitMs: 0, asked: 1 })).toBe(
      `No healthy emulator at ${origin}: nothing listens there. ${advice}`,
    )
  })
})

test('health --wait exits with 1 and the explanation', async () => {
  // The last question may go unanswered on a busy machine, so the test does not tell what was seen.
  const { code, stderr } = await runCommand(['health', '--wait', '100', '--port', String(await findClosedPort())]).ended
  expect(stderr).toMatch(
    /^No healthy emulator at http:\/\/127\.0\.0\.1:\d+ within 0\.1 s \(asked .*\)\. Last seen: .+\.\n$/,
  )
  expect(code).toBe(1)
  expect((await runCommand(['health', '--wait', 'long']).ended).stderr).toContain('It must be a duration')
})
