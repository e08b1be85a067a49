/**
 * The types of the client and the table by which it converts names, made from the control document: snake_case on the
 * wire, camelCase in TypeScript.
 */
import type { OpenAPIV3_1 } from 'openapi-types'
import { type Document, resolve } from './documents.js'

type Schema = OpenAPIV3_1.SchemaObject
type Reference = OpenAPIV3_1.ReferenceObject

/** Schemas that the client returns or takes whole; those that they mention follow. */
const roots = [
  'AssertRequest',
  'AssertResult',
  'ClockAnswer',
  'ClockMoved',
  'ContractReport',
  'Coverage',
  'FaultList',
  'FaultRequest',
  'Health',
  'Journal',
  'JournalEntry',
  'MessageList',
  'NextMessage',
  'NextWebhook',
  'Problem',
  'RestoreResult',
  'Sandbox',
  'SandboxList',
  'ScenarioAnswer',
  'ScenarioList',
  'ScenarioRequest',
  'SignedWebhook',
  'TestNumber',
  'TestNumberList',
  'TriggerRequest',
  'WebhookFaultList',
  'WebhookFaultRequest',
  'WebhookKey',
  'WebhookList',
  'WebhookUrl',
] as const

/** Names in TypeScript of schemas that are called otherwise there. */
const typeNames: Readonly<Record<string, string>> = {
  AssertRequest: 'Expectation',
  Clock: 'ClockState',
  ContractFinding: 'DriftFinding',
  Delay: 'Duration',
  ListedTestNumber: 'TestNumber',
  Sandbox: 'SandboxInfo',
  TestNumber: 'TestNumberRequest',
}

const typeNameOf = (schema: string) => typeNames[schema] ?? schema

export const toCamelCase = (name: string): string =>
  name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

const isReference = (schema: Schema | Reference): schema is Reference => '$ref' in schema
const nameOf = ({ $ref }: Reference): string => $ref.slice($ref.lastIndexOf('/') + 1)

/** The names of all schemas that the client meets, in the order of the alphabet. */
export function clientSchemasOf(document: Document): string[] {
  const found = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if ('$ref' in node) add(nameOf(node as Reference))
    for (const below of Object.values(node)) visit(below)
  }
  const add = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    visit(document.components?.schemas?.[name])
  }
  for (const name of roots) add(name)
  return [...found].sort()
}

/** Source of the client's types. */
export function clientTypesSource(document: Document): string {
  const names = clientSchemasOf(document)
  const declarations = names.map((name) => declarationOf(name, schemaOf(document, name)))
  const rows = names.map((name) => `  ${name}: ${typeNameOf(name)}`)
  const map = `/** All of them by the name of their schema. */\nexport interface ClientSchemas {\n${rows.join('\n')}\n}\n`
  return `${declarations.join('\n')}\n${map}`
}

function schemaOf(document: Document, name: string): Schema {
  const schema = document.components?.schemas?.[name]
  if (schema === undefined) throw new Error(`openapi/control.yaml has no schema ${name}`)
  return schema as Schema
}

function declarationOf(name: string, schema: Schema): string {
  const comment = commentOf(schema, '')
  const head = schema.properties ? `interface ${typeNameOf(name)} ` : `type ${typeNameOf(name)} = `
  return `${comment}export ${head}${typeOf(schema, '')}\n`
}

function typeOf(schema: Schema | Reference, indent: string): string {
  if (isReference(schema)) return typeNameOf(nameOf(schema))
  if (schema.oneOf) return schema.oneOf.map((option) => typeOf(option, indent)).join(' | ')
  if ('const' in schema) return literal(schema.const)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  if (schema.properties) return membersOf(schema, indent)
  const types = schema.type === undefined ? [] : [schema.type].flat()
  return types.length === 0 ? 'unknown' : types.map((type) => plainTypeOf(schema, type, indent)).join(' | ')
}

function plainTypeOf(schema: Schema, type: string, indent: string): string {
  if (type === 'integer') return 'number'
  if (type === 'object') return mapOf(schema, indent)
  if (type !== 'array') return type
  const items = typeOf((schema as { items: Schema | Reference }).items, indent)
  if (schema.minItems === 2 && schema.maxItems === 2) return `[${items}, ${items}]`
  return /[ {]/.test(items) ? `(${items})[]` : `${items}[]`
}

function mapOf({ additionalProperties }: Schema, indent: string): string {
  const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent) : 'unknown'
  return `Record<string, ${values}>`
}

function membersOf({ properties = {}, required = [] }: Schema, indent: string): string {
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?'
    return `${commentOf(schema, inner)}${inner}${toCamelCase(name)}${mark}: ${typeOf(schema, inner)}\n`
  })
  return `{\n${lines.join('')}${indent}}`
}

/** Single quotes, as everywhere in the sources. */
const literal = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value))

function commentOf(schema: Schema | Reference, indent: string): string {
  const { description, example, default: byDefault } = schema as Schema
  const isShown = (value: unknown) => value !== undefined && typeof value !== 'object'
  const lines = [
    ...(description ? [description] : []),
    ...(isShown(byDefault) ? [`@default ${literal(byDefault)}`] : []),
    ...(isShown(example) ? [`@example ${literal(example)}`] : []),
  ].flatMap((text) => text.trim().replaceAll('*/', '*\\/').split('\n'))
  if (lines.length === 0) return ''
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

/** Which names of a schema are ours, and which schema lies below each; 0 for what is not looked into. */
type Shape = { [wireName: string]: 0 | string | Shape }

/** Source of the table that `client/wire-case` converts by. What it does not mention stays as it is. */
export function clientShapesSource(document: Document): string {
  const shapes = clientSchemasOf(document).flatMap((name) => {
    const shape = shapeOf(document, schemaOf(document, name))
    return shape === 0 ? [] : [[name, shape] as const]
  })
  const rows = shapes.map(([name, shape]) => `  ${name}: ${JSON.stringify(shape).replaceAll(/"(\w+)":/g, '$1:')},`)
  return `export const clientShapes = {\n${rows.join('\n')}\n} as const\n`
}

function shapeOf(document: Document, schema: Schema | Reference): 0 | string | Shape {
  if (isReference(schema)) {
    const name = nameOf(schema)
    return shapeOf(document, resolve<Schema>(document, { $ref: schema.$ref })) === 0 ? 0 : name
  }
  const option = schema.oneOf?.find((candidate) => shapeOf(document, candidate) !== 0)
  if (option !== undefined) return shapeOf(document, option)
  if ('items' in schema && schema.items) return shapeOf(document, schema.items)
  if (schema.properties === undefined) return 0
  const members = Object.entries(schema.properties).map(([name, below]) => [name, shapeOf(document, below)] as const)
  return Object.fromEntries(members)
}
