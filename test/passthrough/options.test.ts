import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createEmulator, type EmulatorOptions } from '../../src/index.js'
import { useFolder } from '../support/folder.js'

const upstream = 'http://127.0.0.1:1/v2'

test.each<[EmulatorOptions, RegExp]>([
  [{ record: 'x' }, /^record only means something with passthrough: say --passthrough/],
  [{ maxSends: 1 }, /^maxSends only means something with passthrough/],
  [{ allowNumber: ['+13125550123'] }, /^allowNumber only means something with passthrough/],
  [{ passthrough: true, upstream: 'api.telnyx.com' }, /^upstream must be a URL like https:\/\/api\.telnyx\.com\/v2/],
  [{ passthrough: true, upstream: 'https://user:pass@127.0.0.1/v2' }, /^upstream must be a URL like/],
  [{ passthrough: true, upstream: 'http://api.telnyx.com/v2' }, /must begin with https:\/\//],
  [{ passthrough: true, upstream, allowNumber: ['13125550123'] }, /^allowNumber: write each number in E\.164/],
  [{ passthrough: true, upstream, ignoreDrift: ['allow'] }, /^"allow" is not a valid place to ignore/],
])('%j is refused', async (options, sentence) => {
  await expect(createEmulator(options)).rejects.toThrow(sentence)
})

test('a file that is not a session file is not changed', async () => {
  const folder = useFolder()
  const session = join(folder, 'notes.json')
  writeFileSync(session, '{"version":2}')
  await expect(createEmulator({ passthrough: true, upstream, session })).rejects.toThrow(
    /notes\.json is not a session file of version 1/,
  )
})

test('the recording folder is relative to the config file', async () => {
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

test('without passthrough the report is a 404 that names the flag', async () => {
  await using emulator = await createEmulator()
  await expect(emulator.contract.get()).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('--passthrough'),
  })
})
