/**
 * Generates the types of the client and the table for converting names from the control document: snake_case on the wire,
 * camelCase in TypeScript.
 */
import { type Document, resolve } from './documents.js'
import { declarationOf, isReference, nameOf, type Reference, type Schema, type TypeStyle } from './type-printer.js'

/** Schemas that the client returns or accepts; the schemas they mention are added. */
const roots = [
  'AssertRequest',
  'AssertResult',
  'CallAnswer',
  'ClockAnswer',
  'ClockMoved',
  'ContractReport',
  'Coverage',
  'FaultAnswer',
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
  'WebhookFaultAnswer',
  'WebhookFaultList',
  'WebhookFaultRequest',
  'WebhookKey',
  'WebhookList',
  'WebhookHeaders',
  'WebhookUrl',
] as const

/** TypeScript names of schemas with another name. */
const typeNames: Readonly<Record<string, string>> = {
  AssertRequest: 'Expectation',
  Clock: 'ClockState',
  Delay: 'Duration',
  ListedTestNumber: 'TestNumber',
  Problem: 'ProblemDetails',
  Sandbox: 'SandboxInfo',
  TestNumber: 'TestNumberRequest',
}

const typeNameOf = (schema: string) => typeNames[schema] ?? schema

/** The same as in client/wire-case, which cannot be imported because it depends on the generated table. */
const toCamelCase = (name: string): string =>
  name === 'verify_profile_id' ? 'profileId' : name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

const style: TypeStyle = { typeName: typeNameOf, propertyName: toCamelCase }

/** The names of all schemas that the client uses, in alphabetical order. */
export const clientSchemasOf = (document: Document): string[] => schemasBelow(roots, [document])

/** Returns schemas and all schemas that they mention. */
function schemasBelow(names: readonly string[], documents: readonly Document[]): string[] {
  const found = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if ('$ref' in node) add(nameOf(node as Reference))
    for (const below of Object.values(node)) visit(below)
  }
  const add = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    visit(findSchema(name, documents))
  }
  for (const name of names) add(name)
  return [...found].sort()
}

function findSchema(name: string, documents: readonly Document[]): Schema {
  const schema = documents.map(({ components }) => components?.schemas?.[name]).find(Boolean)
  if (schema === undefined) throw new Error(`The control document has no schema ${name}.`)
  return schema as Schema
}

/** Names that would collide: journal entries in a file contain messages of the inbox, while StoredMessage is a message of the file. */
const storedNames: Readonly<Record<string, string>> = { Message: 'StoredInboxMessage' }

/** Names the type of a stored record: `StoredScenario`, because the client's Scenario has other property names. */
const storedNameOf = (name: string) =>
  name === 'SandboxFile' || /^(Stored|Run[A-Z])/.test(name) || name in storedNames
    ? (storedNames[name] ?? name)
    : `Stored${name.replace(/^CreateVerify|^Sandbox|Request$/g, '')}`

/** Source of the types of files: fixtures, stored state, snapshots, runs. Names are not converted. */
export function fileTypesSource(control: Document, verify: Document): string {
  const documents = [control, verify]
  const inlined = (name: string) => {
    const schema = findSchema(name, documents)
    return schema.properties === undefined ? schema : undefined
  }
  const asIs: TypeStyle = { typeName: storedNameOf, propertyName: (name) => name, inlined }
  return schemasBelow(['RunFile', 'SandboxFile'], documents)
    .filter((name) => inlined(name) === undefined)
    .map((name) => declarationOf(name, findSchema(name, documents), asIs))
    .join('\n')
}

/** Source of the client's types. */
export function clientTypesSource(document: Document): string {
  const names = clientSchemasOf(document)
  const declarations = names.map((name) => declarationOf(name, findSchema(name, [document]), style))
  const rows = names.map((name) => `  ${name}: ${typeNameOf(name)}`)
  const map = `/** All types by the name of their schema. */\nexport interface ClientSchemas {\n${rows.join('\n')}\n}\n`
  return `${declarations.join('\n')}\n${map}`
}

/** The properties of a schema to convert, with the schema of each; 0 for values that are not converted. */
type Shape = { [wireName: string]: 0 | string | Shape }

/** Source of the table that `client/wire-case` uses for conversion. It leaves other names unchanged. */
export function clientShapesSource(document: Document): string {
  const shapes = clientSchemasOf(document).flatMap((name) => {
    const shape = shapeOf(document, findSchema(name, [document]))
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
