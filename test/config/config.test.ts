import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../src/config.js'
import { envOf, settings } from '../../src/settings.js'
import { useFolder } from '../support/folder.js'

const none = { flags: {}, env: {}, folder: '/' }

test('with nothing set, the defaults', async () => {
  expect(await readConfig(none)).toEqual({
    port: 8374,
    host: '127.0.0.1',
    dialect: 'docs',
    validateResponses: false,
    maxSandboxes: 1000,
    requireWhitelistedDestinations: false,
    prices: {},
    quiet: false,
  })
})

test('each is laid over the one before: PORT, file, environment, flags', async () => {
  const folder = useFolder()
  const sources = { flags: {}, env: { PORT: '1' } as Record<string, string>, folder }
  expect((await readConfig(sources)).port).toBe(1)
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), '{"port": 2}')
  expect((await readConfig(sources)).port).toBe(2)
  sources.env.TVE_PORT = '3'
  expect((await readConfig(sources)).port).toBe(3)
  expect((await readConfig({ ...sources, flags: { port: '4' } })).port).toBe(4)
})

test('a YAML file is found from the folder upward, and its paths count from where it lies', async () => {
  const folder = useFolder()
  writeFileSync(
    join(folder, 'telnyx-verify-emulator.config.yaml'),
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
})

test.each(settings.map((setting) => [envOf(setting), setting.key] as const))('%s sets %s', async (name, key) => {
  const values: Record<string, [string, unknown]> = {
    port: ['8000', 8000],
    dialect: ['spec', 'spec'],
    validateResponses: ['1', true],
    maxSandboxes: ['7', 7],
    requireWhitelistedDestinations: ['true', true],
    prices: ['{"call": 0.01}', { call: 0.01 }],
    logFormat: ['json', 'json'],
    quiet: ['yes', true],
  }
  const [text, value] = values[key] ?? ['some-text', 'some-text']
  expect((await readConfig({ ...none, env: { [name]: text } }))[key as 'port']).toEqual(value)
})

describe('what will not do is named', () => {
  const failing = async (sources: Partial<typeof none>) => {
    const error = await readConfig({ ...none, ...sources }).catch((error: Error) => error)
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }

  test.each([
    ['{"prot": 1}', /config\.json has the unknown key "prot"\. Did you mean port\?/],
    ['{"telnyx": 1}', /has the unknown key "telnyx"\. Known are port, host, /],
    ['{"port": "x"}', /config\.json: port must be a whole number from 0 to 65535, not "x"/],
    ['{"quiet": "maybe"}', /quiet must be true or false, not "maybe"/],
    ['{"prices": {"smss": 1}}', /prices has the unknown price "smss"\. Did you mean sms\?/],
    ['{"prices": {"sms": -1}}', /prices\.sms must be US dollars, 0 or more, not -1/],
    ['{"prices": []}', /prices must be an object like/],
    ['{"prices": {"sms": 1e400}}', /prices\.sms must be US dollars/],
    ['[]', /must hold an object of settings/],
    ['{', /config\.json cannot be read/],
  ])('a file with %s', async (content, sentence) => {
    const folder = useFolder()
    writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), content)
    expect(await failing({ folder })).toMatch(sentence)
  })

  test('a config file that is a folder', async () => {
    const folder = useFolder()
    expect(await failing({ flags: { config: folder } as never, folder })).toMatch(/cannot be read: EISDIR/)
  })

  test('a variable that is not there', async () => {
    expect(await failing({ env: { TVE_SEDE: '1' } })).toBe('There is no environment variable TVE_SEDE. Did you mean TVE_SEED?')
  })

  test('a variable with a bad value', async () => {
    expect(await failing({ env: { TVE_PRICES: 'cheap' } })).toBe('TVE_PRICES must be JSON like {"sms": 0.004}, not "cheap".')
  })
})
