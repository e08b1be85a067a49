import { type Document, type DocumentedOperation, operationsOf, resolve } from '../../tools/documents.js'

/** `{a,b}c` as `ac` and `bc`, sorted; braces without a comma stay. */
export function expand(lines: readonly string[]): string[] {
  const expandOne = (line: string): string[] => {
    const [braces, options] = /\{([^{}]*,[^{}]*)\}/.exec(line) ?? []
    if (braces === undefined || options === undefined) return [line]
    return options.split(',').flatMap((option) => expandOne(line.replace(braces, () => option)))
  }
  return [...new Set(lines.flatMap(expandOne))].sort() // from the inside out, so an outer option comes once for each inner one
}

/** A parameter, body, answer or schema, and the document in which its references point. */
interface Part {
  readonly document: Document
  readonly value: unknown
}
type Node = Readonly<Record<string, unknown>>

/** Words for humans. */
const prose = new Set(['description', 'example', 'examples', 'title', 'summary', 'deprecated'])

/**
 * All that two documents say differently of the operations that are theirs, sorted: a line each, with the place first.
 */
export function compareDocuments(theirs: Document, ours: Document): string[] {
  const ourOperations = new Map(operationsOf(ours).map((operation) => [operation.id, operation]))
  const differences = operationsOf(theirs).flatMap((operation) => {
    const ourOperation = ourOperations.get(operation.id)
    if (ourOperation === undefined) return [`${operation.id}: only theirs`]
    const [their, our] = [partsOf(theirs, operation), partsOf(ours, ourOperation)]
    return union(their, our).flatMap((name) => compare(`${operation.id} ${name}`, at(theirs, their[name]), at(ours, our[name])))
  })
  return differences.sort()
}

function partsOf(document: Document, { path, operation }: DocumentedOperation): Node {
  const parameters = [...(document.paths?.[path]?.parameters ?? []), ...(operation.parameters ?? [])]
  const named = parameters.map((parameter) => resolve(document, parameter as Node)).map((found) => [`${found.in} ${found.name}`, found])
  return { ...Object.fromEntries(named), ...operation.responses, ...(operation.requestBody && { request: operation.requestBody }) }
}

function compare(place: string, their: Part, our: Part): string[] {
  if (their.value === undefined) return [`${place}: only ours`]
  if (our.value === undefined) return [`${place}: only theirs`]
  const [theirNode, ourNode] = [resolve(their.document, their.value as Node), resolve(our.document, our.value as Node)]
  const [theirParts, ourParts] = [insideOf(theirNode), insideOf(ourNode)]
  const keywords = union(theirNode, ourNode).filter((keyword) => !(isStructure(keyword) || prose.has(keyword) || keyword.startsWith('x-')))
  return [
    ...keywords
      .map((keyword) => [keyword, say(theirNode, keyword), say(ourNode, keyword)])
      .filter(([, theirWord, ourWord]) => theirWord !== ourWord)
      .map(([keyword, theirWord, ourWord]) => `${place}: ${keyword} ${theirWord}, ours ${ourWord}`),
    ...union(theirParts, ourParts).flatMap((name) =>
      compare(place + name, at(their.document, theirParts[name]), at(our.document, ourParts[name])),
    ),
  ]
}

const at = (document: Document, value: unknown): Part => ({ document, value })
const union = (one: object, other: object) => [...new Set([...Object.keys(one), ...Object.keys(other)])]
const isStructure = (keyword: string) => ['properties', 'items', 'schema', 'content'].includes(keyword)

/** What lies inside, by what it adds to the place: `/name` a field, `[]` the items, nothing the only content there is. */
function insideOf({ properties = {}, items, schema, content = {} }: Node): Node {
  const fields = Object.entries(properties as Node).map(([name, field]) => [`/${name}`, field])
  const contents = Object.entries(content as Node).map(([type, body]) => [type === 'application/json' ? '' : ` ${type}`, body])
  return {
    ...Object.fromEntries([...fields, ...contents]),
    ...(items !== undefined && { '[]': items }),
    ...(schema !== undefined && { '': schema }),
  }
}

/** What a node says by a keyword, said or not: fields beside the named ones may come, nothing is required. */
function say(node: Node, keyword: string): string {
  const value = keyword in node ? node[keyword] : keyword === 'additionalProperties' ? true : undefined
  if (value === undefined || (keyword === 'required' && value === false)) return 'nothing'
  return Array.isArray(value) ? [...value].sort().join(' ') : JSON.stringify(value)
}
