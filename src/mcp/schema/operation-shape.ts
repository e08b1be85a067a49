import type { ApiDocument } from '../../documents/api-documents.js'
import type { ControlOperationId } from '../../spec/control-operations.js'
import type { JsonSchema, Schemas } from './json-schema.js'

/** Where the value of an argument goes in a request. */
type Place = 'path' | 'query' | 'body'

/** A parameter of an operation, or a member of its body. */
export interface Field {
  readonly place: Place
  readonly isRequired: boolean
  readonly schema: JsonSchema
}

/** What the control document says about an operation. */
export interface OperationShape {
  readonly method: string
  /** With the names of parameters in braces. */
  readonly path: string
  readonly fields: Readonly<Record<string, Field>>
  readonly takesBody: boolean
  /** The schema of the answer 200. */
  readonly answer: JsonSchema
}

interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required?: boolean
  readonly schema: JsonSchema
  readonly description?: string
  readonly example?: unknown
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } }
  readonly responses: {
    readonly '200': { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } }
  }
}

type Document = ApiDocument['document']

export const schemasOf = (document: Document) => document.components.schemas as Schemas

/** Finds an operation of the control document. A body is an object whose members are arguments. */
export function findShape(document: Document, id: ControlOperationId): OperationShape {
  const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId === id) return readShape(document, path, method, operation)
    }
  }
  throw new Error(`The control document has no operation ${id}.`)
}

function readShape(document: Document, path: string, method: string, operation: Operation): OperationShape {
  const fields: Record<string, Field> = {}
  for (const listed of operation.parameters ?? []) {
    const parameter = resolve<Parameter>(document, listed)
    const { name, required = false, schema, description, example } = parameter
    const beside = { ...(description !== undefined && { description }), ...(example !== undefined && { example }) }
    fields[name] = { place: parameter.in, isRequired: required, schema: { ...schema, ...beside } }
  }
  const listedBody = operation.requestBody?.content['application/json'].schema
  if (listedBody !== undefined) {
    const { properties = {}, required = [] } = resolve<{ properties?: Schemas; required?: readonly string[] }>(
      document,
      listedBody,
    )
    for (const [name, schema] of Object.entries(properties))
      fields[name] = { place: 'body', isRequired: required.includes(name), schema }
  }
  const answer = resolve<JsonSchema>(document, operation.responses['200'].content['application/json'].schema)
  return { method: method.toUpperCase(), path, fields, takesBody: listedBody !== undefined, answer }
}

/** Follows a reference into the components of the document. */
function resolve<Value extends object>(document: Document, value: object): Value {
  const { $ref } = value as { $ref?: string }
  if ($ref === undefined) return value as Value
  const [, , kind = '', name = ''] = $ref.split('/')
  const components = document.components as Readonly<Record<string, Readonly<Record<string, Value>>>>
  return components[kind]?.[name] as Value
}
