import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createEmulator } from '../../src/index.js'
import type { PassthroughOptions } from '../../src/passthrough/options.js'
import { useFolder } from '../support/folder.js'

const upstream = 'http://127.0.0.1:1/v2'

test.each<[PassthroughOptions, RegExp]>([
  [{ upstream: 'api.telnyx.com' }, /^upstream must be a URL like https:\/\/api\.telnyx\.com\/v2/],
  [{ upstream: 'https://user:pass@127.0.0.1/v2' }, /^upstream must be a URL like/],
  [{ upstream: 'http://api.telnyx.com/v2' }, /must be an https:\/\/ URL/],
  [
    { upstream, allowNumbers: ['13125550123'] },
    /^passthrough\.allowNumbers: "13125550123" is not a valid phone number/,
  ],
  [{ upstream, ignoreDrift: ['allow'] }, /^"allow" is not a valid place to ignore/],
])('%j is refused', async (passthrough, sentence) => {
  await expect(createEmulator({ passthrough })).rejects.toThrow(sentence)
})

test('a file that is not a session file is not changed', async () => {
  const folder = useFolder()
  const session = join(folder, 'notes.json')
  writeFileSync(session, '{"version":2}')
  await expect(createEmulator({ passthrough: { upstream, session } })).rejects.toThrow(
    /notes\.json is not a session file of version 1/,
  )
})

test('the folder of recordings is relative to the config file', async () => {
  const folder = useFolder()
  mkdirSync(join(folder, 'below'))
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), '{"record":"har/"}')
  const config = await readConfig({ flags: {}, env: {}, folder: join(folder, 'below') })
  expect(config.record).toBe(join(folder, 'har'))
})

test('the upstream key comes from TELNYX_API_KEY, for passthrough only', async () => {
  const env = { TELNYX_API_KEY: 'KEY' }
  expect((await readConfig({ flags: {}, env, folder: '/' })).upstreamKey).toBeUndefined()
  expect((await readConfig({ flags: { passthrough: true }, env, folder: '/' })).upstreamKey).toBe('KEY')
})

test('without passthrough the report is missing, and the error says how to get one', async () => {
  await using emulator = await createEmulator()
  await expect(emulator.server.contract.get()).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('--passthrough'),
  })
})
