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

test('latencies are repeated: a request that waits lets the next one in, and the journal is the same', async () => {
  const operations = { GetBalance: { fixed: 40 }, '*': { from: 1, to: 5 } }
  const latencyProfile = { version: 1, source: 'assumed', operations } as const
  const recorded = await createEmulator({ seed: 1, recordRuns: true, latencyProfile, onWarning: () => {} })
  const headers = { authorization: 'Bearer sandbox_default' }
  const paths = ['/v2/verify_profiles', '/v2/balance', '/v2/verified_numbers']
  const ended: string[] = []
  const ask = async ({ fetch }: Pick<typeof recorded, 'fetch'>) =>
    Promise.all(
      paths.map(async (path) => {
        const response = await fetch(path, { headers })
        ended.push(path)
        return response.text()
      }),
    )
  const then = await ask(recorded)
  expect(ended.at(-1)).toBe('/v2/balance')
  const journal = await recorded.journal.list()
  const run = await parseRunFile(formatRunFile((await recorded.run.take()) as RunFile), 'run.json')
  await recorded.close()
  const { emulator, player } = await startReplay(run, { options: { onWarning: () => {} } })
  expect(await ask(emulator)).toEqual(then)
  expect(await emulator.journal.list()).toEqual(journal)
  expect(player.firstDivergence).toBeUndefined()
  await emulator.close()
})
