import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { OpenAPIV3_1 } from 'openapi-types'
import { parse } from 'yaml'

export const root = fileURLToPath(new URL('..', import.meta.url))

export type Document = OpenAPIV3_1.Document

/** Reads one of our two OpenAPI documents and resolves `<<` merge keys. */
export function readDocument(name: 'verify' | 'control'): Document {
  return parse(readFileSync(`${root}openapi/${name}.yaml`, 'utf8'), { merge: true }) as Document
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

export interface DocumentedOperation {
  id: string
  method: string
  path: string
  /** JSON pointer of the operation inside its document. */
  pointer: string
  operation: OpenAPIV3_1.OperationObject
}

/** Every operation of a document, literal paths before those with a parameter (T1: `templates` wins over an ID). */
export function operationsOf(document: Document): DocumentedOperation[] {
  const found: DocumentedOperation[] = []
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of methods) {
      const operation = item?.[method]
      if (!operation?.operationId) continue
      const pointer = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`
      found.push({ id: operation.operationId, method: method.toUpperCase(), path, pointer, operation })
    }
  }
  const rank = (path: string) => path.replaceAll(/\{[^}]+\}/g, '\uffff')
  return found.sort((a, b) => (rank(a.path) < rank(b.path) ? -1 : rank(a.path) > rank(b.path) ? 1 : 0))
}

/** The names of an operation's query parameters as they are written in a URL: `page[size]` for a member of `page`. */
export function queryOf(document: Document, { parameters = [] }: OpenAPIV3_1.OperationObject): string[] {
  const all = parameters.map((parameter) => resolve<OpenAPIV3_1.ParameterObject>(document, parameter))
  return all
    .filter((parameter) => parameter.in === 'query')
    .flatMap(({ name, style, schema }) =>
      style === 'deepObject' && schema !== undefined ? namesIn(document, name, schema) : [name],
    )
}

/** The names of the values in a deep object. */
function namesIn(
  document: Document,
  name: string,
  reference: OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject,
): string[] {
  const { properties } = resolve<OpenAPIV3_1.SchemaObject>(document, reference)
  if (properties === undefined) return [name]
  return Object.entries(properties).flatMap(([member, value]) => namesIn(document, `${name}[${member}]`, value))
}

/** Follows `$ref`s inside a document to the referenced value. */
export function resolve<T extends object>(document: Document, value: T | OpenAPIV3_1.ReferenceObject): T {
  let current: unknown = value
  while (current && typeof current === 'object' && '$ref' in current) {
    const { $ref, ...beside } = current as OpenAPIV3_1.ReferenceObject
    let target: unknown = document
    for (const part of $ref.slice(2).split('/')) {
      target = (target as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
    }
    if (target === undefined) throw new Error(`The target of ${$ref} does not exist.`)
    current = { ...(target as object), ...beside }
  }
  return current as T
}
