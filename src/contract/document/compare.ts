import { type DocumentOperation, type Node, type OpenApi, resolve } from './openapi.js'
import { formatKeyword, insideOf, keywordsOf, meaningOf, type Part, readNode, refOf } from './schema.js'

/** One difference between the vendor's document and ours. */
export interface DocumentDifference {
  /** The ID of the operation in our document, or else in the vendor's. */
  readonly operation: string
  /** Inside the operation, like `request/name` or `200/data[]/id`; empty for the operation itself. */
  readonly place: string
  /** The keyword that differs; undefined if only one of them has the place. */
  readonly keyword?: string
  /** The values of the keyword; both undefined without one. */
  readonly theirs?: unknown
  readonly ours?: unknown
  /** Which document has the place. */
  readonly side: 'both' | 'theirs' | 'ours'
}

/** A difference as a line, as in documented-differences.yaml. */
export function formatDifference({ operation, place, keyword, theirs, ours, side }: DocumentDifference): string {
  const where = `${operation} ${place}`.trimEnd()
  return keyword === undefined
    ? `${where}: only ${side}`
    : `${where}: ${keyword} ${formatKeyword(theirs)}, ours ${formatKeyword(ours)}`
}

/** The same operation in both documents; one of them may be missing. */
export interface Pair {
  readonly their: DocumentOperation | undefined
  readonly our: DocumentOperation | undefined
}

/** Pairs operations by method and path, whatever the names of its parameters, or else by ID. */
export function pairOperations(theirs: readonly DocumentOperation[], ours: readonly DocumentOperation[]): Pair[] {
  const signature = ({ method, path }: DocumentOperation) => `${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`
  const left = new Set(theirs)
  const find = (is: (their: DocumentOperation) => boolean) => {
    const found = [...left].find(is)
    if (found) left.delete(found)
    return found
  }
  const bySignature = ours.map((our) => ({ our, their: find((their) => signature(their) === signature(our)) }))
  const pairs = bySignature.map(({ our, their }) => ({ our, their: their ?? find(({ id }) => id === our.id) }))
  return [...pairs, ...[...left].map((their) => ({ their, our: undefined }))]
}

/** Every difference between two operations, sorted by line. @throws {CannotRunError} for a broken reference */
export function compareOperations(
  theirDocument: OpenApi,
  ourDocument: OpenApi,
  { their, our }: Pair,
): DocumentDifference[] {
  const operation = our?.id ?? their?.id ?? ''
  if (their === undefined) return [{ operation, place: '', side: 'ours' }]
  if (our === undefined) return [{ operation, place: '', side: 'theirs' }]
  const named = (['id', 'method', 'path', 'security'] as const).flatMap((keyword) => {
    const [theirs, ours] = [their[keyword], our[keyword]]
    return formatKeyword(theirs) === formatKeyword(ours)
      ? []
      : [{ operation, place: '', keyword, theirs, ours, side: 'both' as const }]
  })
  const [theirParts, ourParts] = [partsOf(theirDocument, their), partsOf(ourDocument, our)]
  const inside = union(theirParts, ourParts).flatMap((name) =>
    compareParts(
      operation,
      name,
      { document: theirDocument, value: theirParts[name] },
      { document: ourDocument, value: ourParts[name] },
    ),
  )
  return [...named, ...inside].sort((a, b) => (formatDifference(a) < formatDifference(b) ? -1 : 1))
}

/** Parameters by `in name`, answers by status, the body as `request`. */
function partsOf(document: OpenApi, { parameters, responses, body }: DocumentOperation): Node {
  const found = parameters.map((parameter) => resolve(document, parameter))
  return {
    ...Object.fromEntries(found.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])),
    ...responses,
    ...(body !== undefined && { request: body }),
  }
}

/** @param seen the pairs of references that led here, so that a recursive schema is compared once */
function compareParts(
  operation: string,
  place: string,
  their: Part,
  our: Part,
  seen: readonly string[] = [],
): DocumentDifference[] {
  if (their.value === undefined) return [{ operation, place, side: 'ours' }]
  if (our.value === undefined) return [{ operation, place, side: 'theirs' }]
  const refs = `${refOf(their.value)} ${refOf(our.value)}`
  if (refs !== ' ' && seen.includes(refs)) return []
  const [theirNode, ourNode] = [readNode(their), readNode(our)]
  const differing = [...new Set([...keywordsOf(theirNode), ...keywordsOf(ourNode)])].flatMap((keyword) => {
    const [theirs, ours] = [meaningOf(theirNode, keyword), meaningOf(ourNode, keyword)]
    return formatKeyword(theirs) === formatKeyword(ours)
      ? []
      : [{ operation, place, keyword, theirs, ours, side: 'both' as const }]
  })
  const [theirParts, ourParts] = [insideOf(theirNode), insideOf(ourNode)]
  const inside = union(theirParts, ourParts).flatMap((name) =>
    compareParts(
      operation,
      name === '' && !(name in theirParts && name in ourParts) ? `${place} content` : place + name,
      { ...their, value: theirParts[name] },
      { ...our, value: ourParts[name] },
      [...seen, refs],
    ),
  )
  return [...differing, ...inside]
}

const union = (one: object, other: object) => [...new Set([...Object.keys(one), ...Object.keys(other)])]
