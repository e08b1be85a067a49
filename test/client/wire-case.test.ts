import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { fromWire, type SchemaName, toCamelCase, toSnakeCase, toWire } from '../../src/client/wire-case.js'
import { clientShapes } from '../../src/spec/client-shapes.js'
import type { ClientSchemas } from '../../src/spec/client-types.js'
import type { components } from '../../src/spec/control.js'
import { clientSchemasOf } from '../../tools/client-types.js'
import { readDocument, resolve } from '../../tools/documents.js'

const control = readDocument('control')
const schemas = clientSchemasOf(control).filter((name) => name in clientShapes) as SchemaName[]

/** The parts of a schema that the samples need. */
interface Schema {
  $ref?: string
  type?: string | string[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  items?: Schema
  enum?: unknown[]
}

/** A value with every property of a schema, at every depth. */
function sampleOf(schema: Schema): unknown {
  const { type, oneOf, properties, items, enum: words } = resolve<Schema>(control, schema as Schema & { $ref: string })
  if (oneOf?.[0] !== undefined) return sampleOf(oneOf[0])
  if (properties) return Object.fromEntries(Object.entries(properties).map(([name, below]) => [name, sampleOf(below)]))
  if (items) return [sampleOf(items), sampleOf(items)]
  const [kind] = [type].flat()
  return (
    words?.[0] ?? { object: { some_key: { other_key: 1 } }, integer: 1, number: 1, boolean: true }[kind ?? ''] ?? 'x'
  )
}

/** Every path of property names in a value. */
function pathsOf(value: unknown, above = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, below]) => {
    const path = Array.isArray(value) ? above : `${above}/${name}`
    return [path, ...pathsOf(below, path)]
  })
}

test('the table knows every schema that the client converts', () => {
  expect(schemas.length).toBeGreaterThan(40)
})

describe.each(schemas)('%s', (name) => {
  const sample = sampleOf({ $ref: `#/components/schemas/${name}` })
  const converted = fromWire(name, sample)

  test('each property is converted to camelCase and back', () => {
    expect(toWire(name, converted, 'here')).toEqual(sample)
    const wanted = pathsOf(sample).map((path) =>
      path
        .split('/')
        .map((part) => (/^(some|other)_key/.test(part) ? part : toCamelCase(part)))
        .join('/'),
    )
    expect(pathsOf(converted)).toEqual(wanted)
  })
})

/** Places with data of a user or the vendor, each with its own value. */
const opaque: [name: SchemaName, put: (value: unknown) => unknown][] = [
  ['JournalEntry', (body) => ({ request: { headers: {}, body } })],
  ['JournalEntry', (headers) => ({ answer: { headers, body: null } })],
  ['Journal', (body) => ({ entries: [{ answer: { headers: {}, body } }] })],
  ['Problem', (body) => ({ misses: [{ entry: { request: { headers: {}, body } } }] })],
  ['AssertRequest', (request) => ({ match: { request } })],
  ['AssertRequest', (answer) => ({ match: { answer } })],
  ['SignedWebhook', (headers) => ({ headers, body: '{}' })],
  ['WebhookList', (headers) => ({ webhooks: [{ attempts: [{ request: { headers } }] }] })],
  ['Coverage', (errors) => ({ errors })],
  ['Coverage', (webhooks) => ({ webhooks })],
  ['ContractReport', (skipped) => ({ skipped })],
]

test.each(opaque)('%s: user data is kept byte for byte in both directions: %s', (name, put) => {
  const oddKey = fc.oneof(
    fc.constantFrom(
      'phone_number',
      'phoneNumber',
      '__proto__',
      'constructor',
      'a_b_c',
      'A_b',
      '_a',
      'a_',
      'a__b',
      '',
      '0',
    ),
    fc.string(),
  )
  const oddObject = fc.dictionary(oddKey, fc.jsonValue())
  fc.assert(
    fc.property(oddObject, (value) => {
      const text = JSON.stringify(put(value))
      const wire = JSON.parse(text)
      const [one, other] = [fromWire(name, wire), toWire(name, wire, 'here')]
      expect(JSON.stringify(one)).toBe(text)
      expect(JSON.stringify(other)).toBe(text)
    }),
    { seed: 9, numRuns: 200 },
  )
})

test('the two conversions are inverse for every name in the table', () => {
  for (const shape of Object.values(clientShapes))
    for (const name of Object.keys(shape))
      if (name !== 'verify_profile_id') expect(toSnakeCase(toCamelCase(name))).toBe(name)
})

test("the vendor's verify_profile_id is profileId in both directions", () => {
  const rule = { match: { verify_profile_id: 'p' }, fault: { kind: 'hang' } }
  const request = { match: { profileId: 'p' }, fault: { kind: 'hang' as const } }
  expect(toWire('FaultRequest', request, 'faults.add()')).toEqual(rule)
  expect(fromWire('FaultAnswer', { fault: rule })).toMatchObject({ fault: request })
})

test('an unknown name from the emulator stays unchanged', () => {
  expect(fromWire('Clock', { now: 'x', new_member: { deep_one: 1 } })).toEqual({
    now: 'x',
    new_member: { deep_one: 1 },
  })
})

test.each<[string, () => unknown, string]>([
  [
    'a wire name',
    () => toWire('ScenarioRequest', { outcome: 'expired', match: { phone_number: '+1' } } as never, 'scenarios.add()'),
    'scenarios.add() match: Unknown option "phone_number". Did you mean phoneNumber?',
  ],
  [
    'a misspelled name',
    () => toWire('AssertRequest', { atleast: 1 } as never, 'journal.assert()'),
    'journal.assert(): Unknown option "atleast". Did you mean atLeast?',
  ],
  [
    'a name that every object has',
    () => toWire('FaultRequest', { constructor: 1 } as never, 'faults.add()'),
    'faults.add(): Unknown option "constructor". Expected one of: match, fault, times, probability.',
  ],
])('%s is refused with a suggestion', (_what, convert, sentence) => {
  expect(convert).toThrow(sentence)
})

test('the types match the wire types, in camelCase', () => {
  type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
    ? `${Head}${Capitalize<Camel<Tail>>}`
    : Name
  type Converted = { [Name in SchemaName]: Camel<Extract<keyof components['schemas'][Name], string>> }
  type Generated = { [Name in SchemaName]: Extract<keyof ClientSchemas[Name], string> }
  expectTypeOf<Generated['JournalEntry']>().toEqualTypeOf<Converted['JournalEntry']>()
  expectTypeOf<Generated['WebhookDelivery']>().toEqualTypeOf<Converted['WebhookDelivery']>()
  expectTypeOf<Generated['AssertRequest']>().toEqualTypeOf<Converted['AssertRequest']>()
  expectTypeOf<Generated['Message']>().toEqualTypeOf<Converted['Message']>()
  expectTypeOf<Generated['SandboxSummary']>().toEqualTypeOf<Converted['SandboxSummary']>()
})
