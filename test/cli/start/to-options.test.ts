import { expect, test } from 'vitest'
import { toOptions } from '../../../src/cli/start/to-options.js'
import { readConfig } from '../../../src/config/config.js'
import { ConfigError } from '../../../src/config/config-error.js'
import { settings } from '../../../src/config/settings.js'
import { readOptions } from '../../../src/emulator/read-options.js'

const configure = (flags: object, env = {}) => readConfig({ flags: { ...flags }, env, folder: '/' })

test('flat settings become nested options', async () => {
  const flags = { seed: '1', requestsPerSecond: '3', webhookUrl: 'http://127.0.0.1/hooks', controlToken: 'secret' }
  expect(toOptions(await configure(flags))).toMatchObject({
    seed: '1',
    limits: { requestsPerSecond: 3 },
    webhooks: { url: 'http://127.0.0.1/hooks', delays: ['0s', '1s', '5s'] },
    control: { token: 'secret', allowedHosts: [] },
  })
})

test('every setting that is an option has its value there', async () => {
  const config = await configure({ passthrough: true })
  const values: object = readOptions(toOptions(config))
  for (const { key, option } of settings)
    if (option !== null) expect([key, values[key as keyof object]]).toEqual([key, config[key]])
})

test('--limits alone allows 20 requests a second; --requests-per-second wins over it', async () => {
  expect(toOptions(await configure({})).limits).toEqual({})
  expect(toOptions(await configure({ limits: true })).limits).toEqual({ requestsPerSecond: 20 })
  expect(toOptions(await configure({ limits: true, requestsPerSecond: '1' })).limits).toEqual({ requestsPerSecond: 1 })
})

test('passthrough is an option only when it is on, with the key of the environment', async () => {
  expect(toOptions(await configure({}, { TELNYX_API_KEY: 'KEY' })).passthrough).toBeUndefined()
  expect(toOptions(await configure({ passthrough: true }, { TELNYX_API_KEY: 'KEY' })).passthrough).toMatchObject({
    upstream: 'https://api.telnyx.com/v2',
    upstreamKey: 'KEY',
    maxSends: 0,
  })
})

test.each([
  [{ record: 'x' }, 'record requires passthrough. Add --passthrough, or remove --record.'],
  [{ maxSends: '1' }, 'maxSends requires passthrough. Add --passthrough, or remove --max-sends.'],
  [
    { allowNumbers: '+13125550123' },
    'allowNumbers requires passthrough. Add --passthrough, or remove --allow-numbers.',
  ],
])('%j without passthrough is refused', async (flags, sentence) => {
  const config = await configure(flags)
  expect(() => toOptions(config)).toThrow(ConfigError)
  expect(() => toOptions(config)).toThrow(sentence)
})

test('names to redact and differences to ignore may be configured without passthrough', async () => {
  const config = await configure({ redactNames: 'Acme', ignoreDrift: 'header allow' })
  expect(toOptions(config).passthrough).toBeUndefined()
})
