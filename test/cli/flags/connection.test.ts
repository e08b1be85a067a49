import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConnection } from '../../../src/cli/flags/connection.js'
import { useFolder } from '../../support/folder.js'

describe('the emulator is located by', () => {
  test.each([
    ['the default, if nothing is set', {}, {}, 'http://127.0.0.1:8374'],
    [
      '--url, with or without /v2',
      { url: 'http://localhost:9999/v2' },
      { TVE_URL: 'http://127.0.0.1:1' },
      'http://localhost:9999',
    ],
    ['--port before TVE_URL', { port: '9999' }, { TVE_URL: 'http://127.0.0.1:1' }, 'http://127.0.0.1:9999'],
    ['TVE_URL before the configuration', {}, { TVE_URL: 'http://127.0.0.1:1', TVE_PORT: '2' }, 'http://127.0.0.1:1'],
    ['the configuration', {}, { TVE_PORT: '2', TVE_HOST: '::1' }, 'http://[::1]:2'],
    ['loopback for a wildcard host', { host: '0.0.0.0' }, {}, 'http://127.0.0.1:8374'],
    ['the default, if a variable is empty', {}, { TVE_URL: '' }, 'http://127.0.0.1:8374'],
  ])('%s', async (_, flags, env, origin) => {
    expect((await readConnection(flags, { env, folder: useFolder() })).origin).toBe(origin)
  })
})

test('sandbox and token come from flag, then variable, then configuration', async () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), '{"controlToken": "from-file"}')
  const env = { TVE_SANDBOX: 'env', TVE_CONTROL_TOKEN: 'from-env' }
  expect(await readConnection({}, { env: {}, folder })).toMatchObject({ sandbox: 'default', token: 'from-file' })
  expect(await readConnection({}, { env, folder })).toMatchObject({ sandbox: 'env', token: 'from-env' })
  expect(await readConnection({ sandbox: 'flag', token: 'from-flag' }, { env, folder })).toMatchObject({
    sandbox: 'flag',
    token: 'from-flag',
  })
})

test('an explicit URL reads no config file, so an invalid one does no harm', async () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), '{')
  await expect(readConnection({}, { env: {}, folder })).rejects.toThrow('is not valid JSON')
  expect((await readConnection({ url: 'http://127.0.0.1:1' }, { env: {}, folder })).origin).toBe('http://127.0.0.1:1')
})
