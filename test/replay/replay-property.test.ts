import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startReplay } from '../../src/emulator/replay-run.js'
import { formatRunFile, parseRunFile, type RunFile } from '../../src/replay/run-file.js'
import { openSession, parseJson } from '../fuzz/session.js'
import { type Shot, tameShot } from '../fuzz/shots.js'
import { pass, takeSnapshot } from '../support/traffic.js'

interface Sent {
  readonly url: string
  readonly init: RequestInit
  readonly answer: string
}

interface Recorded {
  readonly run: RunFile
  readonly sent: readonly Sent[]
  /** The sandbox at the end. */
  readonly state: string
}

/** Answers about the process, and streams, which never end. */
const isOfRun = ({ operationId }: Shot) =>
  !/TakeRun|Stream|Listen|Metrics|Health|Readiness|Liveness|Document|ListSandboxes|Coverage/.test(operationId ?? '')

const traffic = (maxLength: number) =>
  fc.array(
    fc
      .tuple(
        tameShot.filter(isOfRun),
        fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.constantFrom(1, 1000, 60_000, 300_000)),
      )
      .map(([shot, pauseMs]) => ({ ...shot, pauseMs })),
    { minLength: 1, maxLength, size: 'max' },
  )

/** What a client can see of an answer. A clock's distance from the real time is not part of a run. */
const seen = (status: number, headers: Headers, text: string) =>
  [status, ...[...headers].map((header) => header.join(': ')), withoutOffset(text)].join('\n')

const withoutOffset = (text: string) => text.replaceAll(/"offset_ms":-?[\d.]+/g, '')

async function record(shots: readonly Shot[], seed?: number): Promise<Recorded> {
  await using session = await openSession({ recordRuns: true, seed })
  const sent: Sent[] = []
  for (const shot of shots) {
    const { status, headers, text, sent: asked } = await session.send(shot, 'fuzz')
    const { url, ...init } = asked
    sent.push({ url, init, answer: seen(status, headers, text) })
  }
  const { text } = await session.send({ ...pass(0), path: '/_emulator/run' }, 'fuzz')
  const { text: state } = await session.send(takeSnapshot, 'fuzz')
  return { run: await parseRunFile(formatRunFile(parseJson(text) as RunFile), 'run.json'), sent, state }
}

async function ask(
  fetch: (url: string, init?: RequestInit) => Promise<Response>,
  { url, init }: Sent,
): Promise<string> {
  try {
    const response = await fetch(url, init)
    return seen(response.status, response.headers, await response.text())
  } catch {
    return seen(0, new Headers(), '') // a fault has broken the connection
  }
}

const quiet = { options: { onWarning: () => {} } }

test('random requests and steering are repeated byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(traffic(25), fc.constantFrom(1, undefined), async (shots, seed) => {
      const { run, sent } = await record(shots, seed)
      const { emulator, player } = await startReplay(run, quiet)
      player.posts = false
      for (const one of sent)
        expect({ url: one.url, answer: await ask(emulator.fetch, one) }).toEqual({ url: one.url, answer: one.answer })
      expect(player.firstDivergence).toBeUndefined()
      expect(player.otherAnswers).toEqual([])
      await emulator.close()
    }),
    { seed: 1512, numRuns: 8 },
  )
}, 240_000)

test('without a command, a run leads to the same answers and the same state', async () => {
  await fc.assert(
    fc.asyncProperty(traffic(25), async (shots) => {
      const { run, state } = await record(shots)
      const { emulator, player } = await startReplay(run, quiet)
      await player.playTo()
      player.stop()
      expect(player.otherAnswers).toEqual([])
      const taken = await emulator.sandbox('fuzz').snapshot.take()
      expect(withoutOffset(JSON.stringify(taken))).toEqual(withoutOffset(state))
      await emulator.close()
    }),
    { seed: 1512, numRuns: 8 },
  )
}, 240_000)

const numbers = ['+13035550100', '+13035550101', '+13035550102', '+13035550103', '+13035550104', '+13035550105']
const send = (phoneNumber: string): Shot => ({
  ...pass(0),
  method: 'POST',
  path: '/v2/verifications/sms',
  body: JSON.stringify({ phone_number: phoneNumber, verify_profile_id: '4900019b-76da-b800-8000-000000000001' }),
})

test('the first request that differs is the divergence', async () => {
  const { run, sent } = await record(numbers.map(send))
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: numbers.length - 1 }), fc.constantFrom('body', 'path'), async (index, part) => {
      const { emulator, player } = await startReplay(run, quiet)
      for (const [at, one] of sent.entries()) {
        const other =
          part === 'body'
            ? { ...one, init: { ...one.init, body: String(one.init.body).replace('+1303555', '+1303556') } }
            : { ...one, url: one.url.replace('/sms', '/call') }
        await ask(emulator.fetch, at === index ? other : one)
      }
      expect(player.firstDivergence?.number).toBe(index + 1)
      expect(player.firstDivergence?.text).toMatch(new RegExp(`^request ${index + 1}: .*then .*, now `))
      await emulator.close()
    }),
    { seed: 1512, numRuns: 8 },
  )
}, 240_000)
