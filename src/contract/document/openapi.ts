import { CannotRunError } from '../../report/report.js'
import { unescapeToken } from '../../wire/pointer.js'

/** An object of a document. Its fields are checked before use. */
export type Node = Readonly<Record<string, unknown>>

/** The part of an OpenAPI 3 document that is certain to exist. */
export interface OpenApi extends Node {
  readonly paths: Node
}

export interface DocumentOperation {
  readonly id: string
  /** In upper case. */
  readonly method: string
  readonly path: string
  readonly tags: readonly string[]
  readonly parameters: readonly unknown[]
  readonly body: unknown
  readonly responses: Node
  /** The security of the operation, or else of the document. */
  readonly security: unknown
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const

/** Every operation of a document, in order. The ID of an operation without one is its method and path. */
export function operationsOf(document: OpenApi): DocumentOperation[] {
  return Object.entries(document.paths).flatMap(([path, finding]) => {
    const found = resolve(document, finding)
    return methods.flatMap((method) => {
      const operation = found[method]
      if (!isNode(operation)) return []
      const { operationId, tags, parameters, requestBody, responses, security = document.security } = operation
      return [
        {
          id: typeof operationId === 'string' ? operationId : `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          tags: listOf(tags) as string[],
          parameters: [...listOf(found.parameters), ...listOf(parameters)],
          body: requestBody,
          responses: isNode(responses) ? responses : {},
          security,
        },
      ]
    })
  })
}

/**
 * Follows `$ref`s to their end. Fields next to a `$ref` override those of its target.
 *
 * @throws {CannotRunError} if one points at nothing or out of the document
 */
export function resolve(document: OpenApi, value: unknown): Node {
  let current = isNode(value) ? value : {}
  for (let steps = 0; typeof current.$ref === 'string'; steps++) {
    const { $ref, ...beside } = current as Node & { $ref: string }
    const target = $ref.startsWith('#/') && steps < 100 ? find(document, $ref) : undefined
    if (!isNode(target))
      throw new CannotRunError(`The reference ${$ref} points at nothing in the document. Use the bundled document.`)
    current = { ...target, ...beside }
  }
  return current
}

function find(document: OpenApi, $ref: string): unknown {
  return $ref
    .slice(2)
    .split('/')
    .map((part) => unescapeToken(decodeURIComponent(part)))
    .reduce<unknown>((node, part) => (isNode(node) && Object.hasOwn(node, part) ? node[part] : undefined), document)
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
