import { expect, test } from 'vitest'
import { startReplay } from '../../src/emulator/replay-run.js'
import { createEmulator } from '../../src/index.js'
import { formatRunFile, parseRunFile, type RunFile } from '../../src/replay/run-file.js'
import { chooseOptions } from '../../src/replay/setting-fates.js'

test('options that change answers are kept; others are not needed, or left out and named', () => {
  const chosen = chooseOptions({
    dialect: 'spec',
    validateResponses: true,
    latencyProfile: 'fixed-150ms',
    limits: { requestsPerSecond: 5, sendsPerNumber: undefined },
    webhooks: { url: 'http://127.0.0.1:9', privateKey: 'a secret' },
    sandboxIdle: '1h',
    data: '/a/folder',
    seed: 1,
    control: { token: 'a secret' },
    now: () => 0,
    onCode: () => {},
  })
  expect(chosen).toEqual({
    settings: {
      dialect: 'spec',
      validateResponses: true,
      latencyProfile: 'fixed-150ms',
      limits: { requestsPerSecond: 5 },
      webhooks: { url: 'http://127.0.0.1:9' },
    },
    leftOut: ['sandboxIdle', 'webhooks.privateKey'],
  })
  expect(chooseOptions({ sandboxIdle: 'never' })).toEqual({ settings: {}, leftOut: [] })
})

test('a request that waits for its latency lets the next one in, and a replay repeats the latencies', async () => {
  const operations = { GetUserBalance: { fixed: '1h' }, '*': { from: 1, to: 5 } }
  const latencyProfile = { version: 1, source: 'assumed', operations } as const
  const recorded = await createEmulator({ seed: 1, recordRuns: true, latencyProfile, onWarning: () => {} })
  const ask = async ({ fetch }: Pick<typeof recorded, 'fetch'>, path: string) => {
    const response = await fetch(path, { headers: { authorization: 'Bearer sandbox_default' } })
    return response.text()
  }
  const others = ['/v2/verify_profiles', '/v2/verified_numbers']
  /** The long one leaves when the emulator closes. */
  const askAll = async (emulator: typeof recorded) => {
    const long = ask(emulator, '/v2/balance').catch(() => {})
    const answers = [await ask(emulator, others[0] ?? ''), await ask(emulator, others[1] ?? '')]
    return { answers, long, journal: await emulator.journal.list() }
  }
  const then = await askAll(recorded)
  const run = await parseRunFile(formatRunFile((await recorded.run.take()) as RunFile), 'run.json')
  await recorded.close()
  const { emulator, player } = await startReplay(run, { options: { onWarning: () => {} } })
  const now = await askAll(emulator as never)
  expect([now.answers, now.journal]).toEqual([then.answers, then.journal])
  expect(JSON.stringify(then.journal)).toMatch(/"latencyMs":[1-5]/)
  expect(player.firstDivergence).toBeUndefined()
  await emulator.close()
  await Promise.all([then.long, now.long])
})
