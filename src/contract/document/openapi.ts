import { CannotRun } from '../../report/cannot-run.js'

/** An object of a document; what is in it is looked at before it is believed. */
export type Node = Readonly<Record<string, unknown>>

/** As much of an OpenAPI 3 document as is sure. */
export interface OpenApi extends Node {
  readonly paths: Node
}

export interface Operation {
  readonly id: string
  /** In capitals. */
  readonly method: string
  readonly path: string
  readonly tags: readonly string[]
  readonly parameters: readonly unknown[]
  readonly body: unknown
  readonly responses: Node
  /** What the operation asks for, or else the whole document. */
  readonly security: unknown
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const

/** Every operation of a document, in its order. One without an id goes by method and path. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) => {
    const found = resolve(document, item)
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
 * Follows `$ref`s until something real stands there; what stands beside a `$ref` is laid over it.
 *
 * @throws {CannotRun} when one points at nothing or out of the document
 */
export function resolve(document: OpenApi, value: unknown): Node {
  let current = isNode(value) ? value : {}
  for (let steps = 0; typeof current.$ref === 'string'; steps++) {
    const { $ref, ...beside } = current as Node & { $ref: string }
    const target = $ref.startsWith('#/') && steps < 100 ? find(document, $ref) : undefined
    if (!isNode(target))
      throw new CannotRun(`The document is broken: ${$ref} points at nothing in it. Give the bundled document.`)
    current = { ...target, ...beside }
  }
  return current
}

function find(document: OpenApi, $ref: string): unknown {
  return $ref
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, part) => (isNode(node) && Object.hasOwn(node, part) ? node[part] : undefined), document)
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
