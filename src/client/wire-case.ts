/**
 * Converts the names of the control API between the wire's snake_case and camelCase, with the table that is generated
 * from openapi/control.yaml. Everything outside the table stays unchanged: bodies and headers, keys of maps, and files.
 */
import { clientShapes } from '../spec/client-shapes.js'
import type { ClientSchemas } from '../spec/client-types.js'
import { requireKnownNames } from './check-options.js'

/** What stands below each wire name: 0 for a value that is not looked into, the name of a schema, or more names. */
interface Shape {
  readonly [wireName: string]: 0 | string | Shape
}

type Below = Shape[string]

const shapes: Readonly<Record<string, Shape>> = clientShapes

export type SchemaName = keyof ClientSchemas

/** Converts `phone_number` to `phoneNumber`. The vendor's `verify_profile_id` is `profileId`, as everywhere else. */
export const toCamelCase = (name: string): string =>
  name === 'verify_profile_id' ? 'profileId' : name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/** Converts `phoneNumber` to `phone_number`. */
export const toSnakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The names of the table in camelCase, each converted once: a list repeats them for each of its items. */
const camelNames = new Map<string, string>()

function camelNameOf(wireName: string): string {
  let name = camelNames.get(wireName)
  if (name === undefined) {
    name = toCamelCase(wireName)
    camelNames.set(wireName, name)
  }
  return name
}

/** An answer of the control API as the client returns it. */
export function fromWire<Name extends SchemaName>(schema: Name, value: unknown): ClientSchemas[Name] {
  return toCamel(value, schema) as ClientSchemas[Name]
}

/**
 * What a caller of the client wrote, as it goes over the wire.
 *
 * @param where the function that takes it, as in `scenarios.add()`
 * @throws {InputError} for a name that the schema does not have
 */
export function toWire<Name extends SchemaName>(schema: Name, value: ClientSchemas[Name], where: string): unknown {
  return toSnake(value, schema, where)
}

function toCamel(value: unknown, below: Below): unknown {
  if (below === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => toCamel(item, below))
  const shape = shapeOf(below)
  const entries = Object.entries(value)
  for (const entry of entries) {
    const [name, member] = entry
    if (!Object.hasOwn(shape, name)) continue
    entry[0] = camelNameOf(name)
    entry[1] = toCamel(member, shape[name] as Below)
  }
  return Object.fromEntries(entries)
}

function toSnake(value: unknown, below: Below, where: string): unknown {
  if (below === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => toSnake(item, below, where))
  const shape = shapeOf(below)
  const wireNames = new Map(Object.keys(shape).map((wireName) => [toCamelCase(wireName), wireName]))
  requireKnownNames(where, value, [...wireNames.keys()])
  const entries = Object.entries(value).map(([name, member]) => {
    const wireName = wireNames.get(name) as string
    return [wireName, toSnake(member, shape[wireName] as Below, `${where} ${name}`)]
  })
  return Object.fromEntries(entries)
}

const shapeOf = (below: string | Shape): Shape => (typeof below === 'string' ? (shapes[below] as Shape) : below)
