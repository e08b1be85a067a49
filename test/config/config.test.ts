import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toOptions } from '../../src/cli/start/to-options.js'
import { readConfig } from '../../src/config/config.js'
import { ConfigError } from '../../src/config/config-error.js'
import { type SettingKey, settingGroups, settings } from '../../src/config/settings.js'
import { useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

const none = { flags: {}, env: {}, folder: '/' }

test('the defaults apply without any settings', async () => {
  expect(await readConfig(none)).toEqual({
    port: 8374,
    host: '127.0.0.1',
    dialect: 'docs',
    validateResponses: false,
    prototype: false,
    https: false,
    watch: false,
    httpsNames: [],
    embedActions: false,
    maxSandboxes: 1000,
    whenFull: 'drop',
    sandboxIdle: 'never',
    balance: 300,
    requireWhitelistedDestinations: false,
    prices: {},
    scenarios: [],
    testNumbers: {},
    faults: [],
    limits: false,
    journal: 1000,
    completionEvent: 'verification.complete',
    webhookHosts: [],
    webhookHeader: {},
    webhookDelays: ['0s', '1s', '5s'],
    standardWebhooks: false,
    allowedHosts: [],
    passthrough: false,
    upstream: 'https://api.telnyx.com/v2',
    allowNumbers: [],
    maxSends: 0,
    allowExisting: false,
    allowUnknown: false,
    redactNames: [],
    ignoreDrift: [],
    allowProduction: false,
    quiet: false,
    recordRuns: false,
  })
})

test('each source overrides the one before: PORT, file, environment, flags', async () => {
  const folder = useFolder()
  const sources = { flags: {}, env: { PORT: '1' } as Record<string, string>, folder }
  expect((await readConfig(sources)).port).toBe(1)
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), '{"port": 2}')
  expect((await readConfig(sources)).port).toBe(2)
  sources.env.TVE_PORT = '3'
  expect((await readConfig(sources)).port).toBe(3)
  expect((await readConfig({ ...sources, flags: { port: '4' } })).port).toBe(4)
})

test.each(['yaml', 'yml'])(
  'a .%s file is looked up from the folder upward, and its paths are relative to it',
  async (extension) => {
    const folder = useFolder()
    writeFileSync(
      join(folder, `telnyx-verify-emulator.config.${extension}`),
      'seed: 42\nfixtures: my/fixtures.json\nprices: { sms: 0.004 }\nquiet: true\n',
    )
    const below = join(folder, 'a', 'b')
    mkdirSync(below, { recursive: true })
    expect(await readConfig({ ...none, folder: below })).toMatchObject({
      seed: '42',
      fixtures: join(folder, 'my/fixtures.json'),
      prices: { sms: 0.004 },
      quiet: true,
    })
  },
)

test('a preset of latencies in a config file is not resolved like a path', async () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), '{"latencyProfile": "log-normal-150ms"}')
  expect((await readConfig({ ...none, folder })).latencyProfile).toBe('log-normal-150ms')
})

/** The text of each setting, and the value it is parsed to. */
const given: Partial<Record<SettingKey, [string, unknown]>> = {
  port: ['8000', 8000],
  dialect: ['spec', 'spec'],
  validateResponses: ['1', true],
  maxSandboxes: ['7', 7],
  whenFull: ['refuse', 'refuse'],
  sandboxIdle: ['2h', '2h'],
  requireWhitelistedDestinations: ['true', true],
  prices: ['{"call": 0.01}', { call: 0.01 }],
  scenarios: ['[{"outcome": "expired"}]', [{ outcome: 'expired' }]],
  testNumbers: ['{"+13035550123": {"code": "01234"}}', { '+13035550123': { code: '01234' } }],
  faults: ['[{"fault": {"kind": "hang"}}]', [{ fault: { kind: 'hang' } }]],
  limits: ['on', true],
  requestsPerSecond: ['7', 7],
  sendsPerNumber: ['3', 3],
  journal: ['0', 0],
  balance: ['12.50', 12.5],
  webhookUrl: ['http://localhost:3000/hooks', 'http://localhost:3000/hooks'],
  webhookHosts: ['localhost,*.test', ['localhost', '*.test']],
  webhookDelays: ['1s, 5s', ['1s', '5s']],
  webhookHeader: ['X-A: 1, 2\nX-B: http://b', { 'X-A': '1, 2', 'X-B': 'http://b' }],
  prototype: ['true', true],
  https: ['true', true],
  watch: ['true', true],
  httpsNames: ['a.test, 10.0.0.1', ['a.test', '10.0.0.1']],
  embedActions: ['on', true],
  standardWebhooks: ['true', true],
  allowedHosts: ['a.test, b.test:80,https://c.test', ['a.test', 'b.test:80', 'https://c.test']],
  passthrough: ['on', true],
  allowNumbers: ['+13035551234, +13035551235', ['+13035551234', '+13035551235']],
  maxSends: ['2', 2],
  allowExisting: ['1', true],
  allowUnknown: ['1', true],
  redactNames: ['Acme, Acme Ltd', ['Acme', 'Acme Ltd']],
  ignoreDrift: ['body/meta/total_results', ['body/meta/total_results']],
  allowProduction: ['true', true],
  recordRuns: ['true', true],
  logFormat: ['json', 'json'],
  quiet: ['yes', true],
}
const someText: [string, unknown] = ['some-text', 'some-text']

const givenAs = (key: SettingKey) => given[key] ?? someText
/** The values of all settings. */
const allRead = Object.fromEntries(settings.map(({ key }) => [key, givenAs(key)[1]]))

describe('every setting is set', () => {
  test('by its environment variable', async () => {
    const env = Object.fromEntries(settings.map((setting) => [setting.env, givenAs(setting.key)[0]]))
    expect(await readConfig({ ...none, env })).toEqual(allRead)
  })

  test('by its flag', async () => {
    // A switch is given without a value.
    const flags = settings.map(({ key, is }) => [key, is.kind === 'switch' ? true : givenAs(key)[0]] as const)
    expect(await readConfig({ ...none, flags: Object.fromEntries(flags) })).toEqual(allRead)
  })

  test.each(['json', 'yaml', 'yml'])('by its key in a %s file, as a typed value', async (format) => {
    const folder = useFolder()
    const paths = ['fixtures', 'data', 'latencyProfile', 'record', 'session', 'httpsCert', 'httpsKey'].map((key) => [
      key,
      join(folder, 'some-text'),
    ])
    // YAML reads JSON.
    writeFileSync(join(folder, `telnyx-verify-emulator.config.${format}`), JSON.stringify(allRead))
    expect(await readConfig({ ...none, folder })).toEqual({ ...allRead, ...Object.fromEntries(paths) })
  })
})

describe('an error names the invalid setting', () => {
  const failing = async (sources: Partial<typeof none>) => {
    const error = await readConfig({ ...none, ...sources }).catch((error: Error) => error)
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }

  test.each([
    ['{"prot": 1}', /config\.json: Unknown key "prot"\. Did you mean port\?/],
    ['{"telnyx": 1}', /Unknown key "telnyx"\. Expected one of: port, host, /],
    ['{"port": "x"}', /config\.json: port must be a whole number from 0 to 65535, not "x"/],
    ['{"quiet": "maybe"}', /quiet must be true or false, not "maybe"/],
    ['{"prices": {"smss": 1}}', /prices: Unknown price "smss"\. Did you mean sms\?/],
    ['{"prices": {"sms": -1}}', /prices\.sms must be US dollars, 0 or more, not -1/],
    ['{"prices": []}', /prices must be an object like/],
    ['{"prices": {"sms": 1e400}}', /prices\.sms must be US dollars/],
    ['{"scenarios": {}}', /scenarios must be a list, not \{\}/],
    ['{"scenarios": "expired"}', /scenarios must be a list as JSON, not "expired"/],
    ['{"faults": {"fault": {"kind": "hang"}}}', /faults must be a list, not /],
    ['{"faults": null}', /faults must be a list, not null/],
    ['{"testNumbers": []}', /testNumbers must be an object, not \[\]/],
    ['{"testNumbers": null}', /testNumbers must be an object, not null/],
    ['{"limits": "20"}', /limits must be true or false, not "20"/],
    ['{"requestsPerSecond": 0}', /requestsPerSecond must be a whole number from 1 to 1000000, not 0/],
    ['{"requestsPerSecond": 1.5}', /requestsPerSecond must be a whole number from 1 to 1000000, not 1\.5/],
    ['{"sendsPerNumber": -1}', /sendsPerNumber must be a whole number from 1 to 1000000, not -1/],
    ['{"journal": "all"}', /journal must be a whole number from 0 to 1000000, not "all"/],
    ['{"journal": -1}', /journal must be a whole number from 0 to 1000000, not -1/],
    ['{"allowedHosts": ["a.test", true]}', /allowedHosts must be a list of host names, not \["a\.test",true\]/],
    ['{"allowedHosts": ""}', /allowedHosts must be host names separated by commas, like localhost,\*\.test, not ""/],
    ['{"allowedHosts": "a.test,,b.test"}', /allowedHosts must be host names separated by commas/],
    ['{"controlToken": ""}', /controlToken must be a non-empty string, not ""/],
    ['{"controlToken": true}', /controlToken must be a non-empty string, not true/],
    ['{"allowProduction": "perhaps"}', /allowProduction must be true or false, not "perhaps"/],
    ['{"requestspersecond": 5}', /Unknown key "requestspersecond"\. Did you mean requestsPerSecond\?/],
    ['[]', /must contain an object of settings/],
    ['{', /^The config file .*config\.json is not valid JSON: .+\.$/],
    ['', /^The config file .*config\.json is not valid JSON: the file is empty\.$/],
    ['{"webhookDelays": ["soon"]}', /webhookDelays must be a list of durations like "5s", not \["soon"\]/],
    ['{"webhookHosts": ["a b"]}', /webhookHosts must be a list of host names, not \["a b"\]/],
  ])('a file with %s is refused', async (content, sentence) => {
    const folder = useFolder()
    writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), content)
    expect(await failing({ folder })).toMatch(sentence)
  })

  test('a config file that is a folder is refused', async () => {
    const folder = useFolder()
    expect(await failing({ flags: { config: folder } as never, folder })).toMatch(
      /^The config file .* cannot be read: it is a folder\. Name a file\.$/,
    )
  })

  test('an unknown variable is refused with a suggestion', async () => {
    expect(await failing({ env: { TVE_SEDE: '1' } })).toBe(
      'Unknown environment variable "TVE_SEDE". Did you mean TVE_SEED?',
    )
  })

  test.each([
    [{ TVE_PRICES: 'cheap' }, /^TVE_PRICES must be JSON.*, not "cheap"\.$/],
    [{ TVE_SCENARIOS: 'expired' }, /^TVE_SCENARIOS must be a list as JSON, not "expired"\.$/],
    [{ TVE_TEST_NUMBERS: '[]' }, /^TVE_TEST_NUMBERS must be an object as JSON, not "\[\]"\.$/],
    [{ TVE_FAULTS: '{}' }, /^TVE_FAULTS must be a list as JSON, not "\{\}"\.$/],
    [
      { TVE_REQUESTS_PER_SECOND: '20/s' },
      /^TVE_REQUESTS_PER_SECOND must be a whole number from 1 to 1000000, not "20\/s"\.$/,
    ],
    [{ TVE_JOURNAL: '-1' }, /^TVE_JOURNAL must be a whole number from 0 to 1000000, not "-1"\.$/],
    [{ TVE_ALLOW_PRODUCTION: 'sure' }, /^TVE_ALLOW_PRODUCTION must be true or false, not "sure"\.$/],
    [
      { TVE_CONTROL_TOKENS: 'x' },
      /^Unknown environment variable "TVE_CONTROL_TOKENS"\. Did you mean TVE_CONTROL_TOKEN\?$/,
    ],
  ] as [Record<string, string>, RegExp][])('the environment %j is refused', async (env, sentence) => {
    expect(await failing({ env })).toMatch(sentence)
  })

  test.each([
    [{ sendsPerNumber: '0' }, /^--sends-per-number must be a whole number from 1 to 1000000, not "0"\.$/],
    [{ faults: '{' }, /^--faults must be a list as JSON, not "\{"\.$/],
    [
      { allowedHosts: '' },
      /^--allowed-hosts must be host names separated by commas, like localhost,\*\.test, not ""\.$/,
    ],
    [{ controlToken: '' }, /^--control-token must be a non-empty string, not ""\.$/],
    [
      { controlToken: 'se\ncret' },
      /^--control-token must consist of printable ASCII characters, without line breaks\.$/,
    ],
    [{ controlToken: 'ключ' }, /^--control-token must consist of printable ASCII characters, without line breaks\.$/],
    [
      { webhookDelays: '0s,x' },
      /^--webhook-delays must be durations separated by commas, like 0s,1s,5s, not "0s,x"\.$/,
    ],
    [{ config: '' }, /^--config must be the path of a config file, not ""\.$/],
  ])('the flags %j are refused', async (flags, sentence) => {
    expect(await failing({ flags })).toMatch(sentence)
  })
})

test('an empty variable is ignored', async () => {
  const config = await readConfig({
    ...none,
    env: { TVE_CONTROL_TOKEN: '', TVE_SCENARIOS: '', TVE_REQUESTS_PER_SECOND: '' },
  })
  expect(config.controlToken).toBeUndefined()
  expect(config).toMatchObject({ scenarios: [] })
  expect(config.requestsPerSecond).toBeUndefined()
})

test('an emulator follows the overrides of its config file', async () => {
  const folder = useFolder()
  const yaml = [
    'scenarios:',
    '  - { outcome: "40333", match: { channel: call } }',
    'testNumbers:',
    '  "+13035550123": { code: "01234" }',
    'faults:',
    '  - { match: { operation: ListProfiles }, fault: { kind: status, status: 503 } }',
  ]
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.yaml'), yaml.join('\n'))
  const { get, post, emulator } = await useApi(toOptions(await readConfig({ ...none, folder })))
  const start = { phone_number: '+13035550123', verify_profile_id: emulator.profileId }
  expect((await post('/verifications/call', start)).body.errors[0].code).toBe('40333')
  expect((await post('/verifications/sms', start)).status).toBe(200)
  expect((await emulator.inbox.next('+13035550123')).code).toBe('01234')
  expect((await get('/verify_profiles')).status).toBe(503)
})

test('each group has settings, and each help text is at most ten words without a full stop', () => {
  for (const group of settingGroups) expect(settings.filter((setting) => setting.group === group)).not.toEqual([])
  for (const { key, about } of settings) {
    expect([key, about.replace(/,? \(?(?:like|see) .*/, '').split(' ').length]).toEqual([
      key,
      expect.toSatisfy((words) => words <= 10),
    ])
    expect(about).not.toMatch(/\.$/)
  }
})
