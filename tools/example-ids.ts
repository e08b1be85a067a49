import type { Document } from './documents.js'

/** The example IDs and phone numbers of a document, by operation; each list is sorted. */
export type ExampleIds = Record<string, string[]>

const methods = ['get', 'post', 'put', 'patch', 'delete']

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape is walked
type Node = any

/**
 * Collects the example IDs and phone numbers of operations: those of path parameters, of request bodies, and the IDs of the
 * records in a 200. Generated test suites send them.
 *
 * @param ids the operations
 * @param records the record schemas to follow where an answer may be one of several
 */
export function collectExampleIds(document: Document, ids: readonly string[], records: readonly string[]): ExampleIds {
  const found: ExampleIds = {}
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of methods) {
      const operation: Node = item?.[method as 'get']
      if (!ids.includes(operation?.operationId)) continue
      const values = new Set<string>()
      const parameters: Node[] = [...((item?.parameters as Node[]) ?? []), ...(operation.parameters ?? [])]
      for (const one of parameters.map((parameter) => resolve(document, parameter)))
        if (one.in === 'path') collectHere(one.schema?.example ?? one.example, values)
      walk(document, operation.requestBody, values, records, () => true)
      walk(document, operation.responses?.['200'], values, records, (name) => name === 'id')
      found[operation.operationId] = [...values].sort()
    }
  }
  return found
}

const pattern = /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\+\d{7,15})$/i

function collectHere(example: unknown, values: Set<string>): void {
  if (typeof example === 'string' && pattern.test(example)) values.add(example.toLowerCase())
}

/** Collects the examples of the properties with a wanted name, following references. */
function walk(
  document: Document,
  node: Node,
  values: Set<string>,
  records: readonly string[],
  isWanted: (name: string) => boolean,
  seen = new Set<Node>(),
): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return
  seen.add(node)
  if (node.$ref !== undefined) {
    walk(document, resolve(document, node), values, records, isWanted, seen)
    return
  }
  for (const [name, schema] of Object.entries<Node>(node.properties ?? {}))
    if (isWanted(name)) collectHere(resolve(document, schema)?.example, values)
  const variants: Node[] = node.oneOf ?? []
  for (const variant of variants)
    if (records.some((record) => variant.$ref?.endsWith(`/${record}`)))
      walk(document, variant, values, records, isWanted, seen)
  for (const [name, child] of Object.entries<Node>(node))
    if (name !== 'example' && name !== 'examples' && name !== 'oneOf')
      walk(document, child, values, records, isWanted, seen)
}

function resolve(document: Document, node: Node): Node {
  if (node?.$ref === undefined) return node
  const path: string[] = node.$ref.slice(2).split('/')
  return path.reduce((inside: Node, name) => inside?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], document)
}
