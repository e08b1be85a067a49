import { isNode, listOf, type Node, type OpenApi, resolve } from './openapi.js'

/** A parameter, body, answer or schema, with the document that its references point into. */
export interface Part {
  readonly document: OpenApi
  readonly value: unknown
}

/** Keywords for people. */
const prose = new Set(['description', 'example', 'examples', 'title', 'summary', 'deprecated', 'externalDocs', 'xml'])
const structure = new Set([
  'properties',
  'items',
  'schema',
  'content',
  'oneOf',
  'anyOf',
  'headers',
  'links',
  'nullable',
])

/** A node with references followed, `allOf` merged, and `nullable` (OpenAPI 3.0) and properties expressed as a type. */
export function readNode({ document, value }: Part): Node {
  const { allOf, ...node } = resolve(document, value)
  const merged = listOf(allOf)
    .map((part) => readNode({ document, value: part }))
    .reduce(merge, node)
  const { type = merged.properties && 'object', nullable } = merged
  if (type === undefined) return merged
  return { ...merged, type: nullable === true ? [...new Set([type, 'null'].flat())] : type }
}

function merge(one: Node, other: Node): Node {
  const both = (name: string) => ({ ...(one[name] as Node | undefined), ...(other[name] as Node | undefined) })
  const required = [...new Set([...listOf(one.required), ...listOf(other.required)])]
  return {
    ...other,
    ...one,
    ...((one.properties ?? other.properties) !== undefined && { properties: both('properties') }),
    ...(required.length > 0 && { required }),
  }
}

/** The keywords of a node that matter to a program. */
export function keywordsOf(node: Node): string[] {
  return Object.keys(node).filter(
    (keyword) => !(structure.has(keyword) || prose.has(keyword) || keyword.startsWith('x-')),
  )
}

/**
 * The nodes inside, by their addition to the place: `/name` a field, `[]` the items, `|0` the first alternative, nothing
 * for the JSON of an answer and the schema of a parameter.
 */
export function insideOf({ properties, items, schema, content, oneOf, anyOf }: Node): Node {
  const contents = Object.entries(isNode(content) ? content : {})
  return {
    ...Object.fromEntries(
      Object.entries(isNode(properties) ? properties : {}).map(([name, field]) => [`/${name}`, field]),
    ),
    ...Object.fromEntries(contents.map(([type, body]) => [type === 'application/json' ? '' : ` ${type}`, body])),
    ...Object.fromEntries([...listOf(oneOf), ...listOf(anyOf)].map((choice, index) => [`|${index}`, choice])),
    ...(items !== undefined && { '[]': items }),
    ...(schema !== undefined && { '': schema }),
  }
}

/** The value of a keyword or its default: additional properties are allowed, nothing is required. */
export function meaningOf(node: Node, keyword: string): unknown {
  const value = keyword in node ? node[keyword] : keyword === 'additionalProperties' ? true : undefined
  return keyword === 'required' && value === false ? undefined : value
}

/** The value of a keyword as text. Equivalent values have the same text. */
export function formatKeyword(value: unknown): string {
  if (value === undefined) return 'nothing'
  return Array.isArray(value) ? [...value].map(String).sort().join(' ') : JSON.stringify(value)
}

/** The reference of a node, for detecting circles. */
export function refOf(value: unknown): string {
  return isNode(value) && typeof value.$ref === 'string' ? value.$ref : ''
}
