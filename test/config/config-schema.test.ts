import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { toOptions } from '../../src/cli/start/to-options.js'
import { readConfig } from '../../src/config/config.js'
import { settings } from '../../src/config/settings.js'
import { createEmulator } from '../../src/index.js'
import { root } from '../../tools/documents.js'
import { useFolder } from '../support/folder.js'

const schema = JSON.parse(readFileSync(`${root}config.schema.json`, 'utf8'))
const validate = new Ajv({ strict: true, allowUnionTypes: true, formats: { uri: true, uuid: true } }).compile(schema)
const isValid = (config: unknown) => validate(JSON.parse(JSON.stringify(config)))

/** Reads a config file with the content. */
async function load(content: object) {
  const folder = useFolder()
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.json'), JSON.stringify(content))
  return readConfig({ flags: {}, env: {}, folder })
}

describe('the schema of the config file', () => {
  test('describes every setting, with its default and examples that are valid', async () => {
    expect(Object.keys(schema.properties).sort()).toEqual(['$schema', ...settings.map(({ key }) => key)].sort())
    for (const { key, default: value } of settings) {
      const property = schema.properties[key]
      expect(property.description).toMatch(/^[A-Z].*\. Also --/)
      if (value !== undefined) expect([key, isValid({ [key]: property.default })]).toEqual([key, true])
      expect(property.examples.length).toBeGreaterThan(0)
      for (const example of property.examples) {
        expect([key, example, isValid({ [key]: example }), validate.errors]).toEqual([key, example, true, null])
        await expect(load({ [key]: example })).resolves.toHaveProperty(key)
      }
    }
  })

  test('accepts every config file in docs and examples', () => {
    const pages = ['README.md', ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)].filter((name) =>
      name.endsWith('.md'),
    )
    const keys = settings.map(({ key }) => key as string)
    const found = pages.flatMap((name) =>
      [...readFileSync(root + name, 'utf8').matchAll(/```(?:yaml|json)\n([\s\S]*?)```/g)].flatMap(([, block]) => {
        const [content] = parseAllDocuments(block as string).map((document) => document.toJS() as unknown)
        const isConfig =
          typeof content === 'object' && content !== null && Object.keys(content).some((key) => keys.includes(key))
        return isConfig && !('services' in content) ? [{ name, content }] : []
      }),
    )
    expect(found.map(({ name }) => name)).toContain('docs/configuration.md')
    for (const { name, content } of found) expect([name, isValid(content), validate.errors]).toEqual([name, true, null])
  })

  test.each<[string, object]>([
    ['an unknown key', { prot: 1 }],
    ['a port out of range', { port: 65_536 }],
    ['a port that is not whole', { port: 1.5 }],
    ['an unknown dialect', { dialect: 'doc' }],
    ['a switch in words', { quiet: 'maybe' }],
    ['an empty seed', { seed: '' }],
    ['a seed that is a list', { seed: ['a'] }],
    ['a path that is a number', { data: 5 }],
    ['hosts with an empty name', { allowedHosts: [''] }],
    ['an unknown price', { prices: { smss: 1 } }],
    ['a negative price', { prices: { sms: -1 } }],
    ['no delays', { webhookDelays: [] }],
    ['a URL without a scheme', { webhookUrl: 'localhost:3000' }],
    ['a header with a number', { webhookHeader: { 'X-A': 5 } }],
    ['a header name with a space', { webhookHeader: { 'X A': '5' } }],
    ['scenarios that are an object', { scenarios: {} }],
  ])('and the reader refuse %s', async (_, content) => {
    expect(isValid(content)).toBe(false)
    if (!('data' in content)) await expect(load(content)).rejects.toThrow()
  })

  test.each<[string, object]>([
    ['a scenario without an outcome', { scenarios: [{ times: 1 }] }],
    ['a scenario with a misspelled member', { scenarios: [{ outcome: 'expired', time: 1 }] }],
    [
      'a scenario with a name of the wire',
      { scenarios: [{ outcome: 'expired', match: { phone_number: '+13035550123' } }] },
    ],
    ['a channel that does not exist', { scenarios: [{ outcome: 'expired', match: { channel: 'fax' } }] }],
    ['a fault of an unknown kind', { faults: [{ fault: { kind: 'latencyy' } }] }],
    ['a status that is not offered', { faults: [{ fault: { kind: 'status', status: 200 } }] }],
    ['a test number that is not one', { testNumbers: { '3035550123': { code: '12345' } } }],
    ['a code that is a number', { testNumbers: { '+13035550123': { code: 12345 } } }],
  ])('and the emulator refuse %s', async (_, content) => {
    expect(isValid(content)).toBe(false)
    const start = async () => (await createEmulator(toOptions(await load(content)))).close()
    await expect(start()).rejects.toThrow()
  })

  test('accepts nothing that the reader refuses', async () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>(true, false, 'true', '1', '', null, 0, 1, -1, 1.5, 1e10, 'docs', 'off', '5s', 'a,b'),
      fc.constantFrom<unknown>([], ['a'], [''], [1], ['1s', 5], {}, { sms: 1 }, { 'X-A': 'b' }, { '+13035550123': {} }),
      fc.constantFrom<unknown>('http://a.test', 'http://', 'https:///', 'http://a b', 'ftp://a', 'http://[::1]:80/x'),
      fc.string({ maxLength: 5 }),
      fc.double({ noNaN: true }),
    )
    let accepted = 0
    const exact = settings.filter(({ key }) => key !== 'balance') // a schema cannot ask for whole cents
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...exact), value, async ({ key }, given) => {
        if (!isValid({ [key]: given })) return
        accepted++
        await load({ [key]: given })
      }),
      { numRuns: 3000, seed: 7 },
    )
    expect(accepted).toBeGreaterThan(200)
  })

  test('may be named by the file itself', async () => {
    const content = { $schema: './node_modules/telnyx-verify-emulator/config.schema.json', seed: 42 }
    expect(isValid(content)).toBe(true)
    expect(await load(content)).toMatchObject({ seed: '42' })
    expect(await load(content)).not.toHaveProperty('$schema')
  })
})
