import { type Node, type OpenApi, type Operation, resolve } from './openapi.js'
import { insideOf, keywordsOf, meaningOf, type Part, readNode, refOf, say } from './schema.js'

/** One thing in which the vendor's document and ours are not the same. */
export interface DocumentDifference {
  /** The id of the operation in our document; in the vendor's, where only that has it. */
  readonly operation: string
  /** Inside the operation, like `request/name` or `200/data[]/id`; empty for the operation itself. */
  readonly place: string
  /** What is said otherwise; undefined where only one of them has the place. */
  readonly keyword?: string
  /** What they say; both undefined without a keyword. */
  readonly theirs?: unknown
  readonly ours?: unknown
  /** Who has the place. */
  readonly side: 'both' | 'theirs' | 'ours'
}

/** A difference as a line, which is how documented ones are written down. */
export function toLine({ operation, place, keyword, theirs, ours, side }: DocumentDifference): string {
  const where = `${operation} ${place}`.trimEnd()
  return keyword === undefined ? `${where}: only ${side}` : `${where}: ${keyword} ${say(theirs)}, ours ${say(ours)}`
}

/** An operation of each document that belong together; one of them may be missing. */
export interface Pair {
  readonly their: Operation | undefined
  readonly our: Operation | undefined
}

/** Pairs operations by method and path, whatever the parameters in it are called, or else by id. */
export function pairOperations(theirs: readonly Operation[], ours: readonly Operation[]): Pair[] {
  const signature = ({ method, path }: Operation) => `${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`
  const left = new Set(theirs)
  const find = (is: (their: Operation) => boolean) => {
    const found = [...left].find(is)
    if (found) left.delete(found)
    return found
  }
  const bySignature = ours.map((our) => ({ our, their: find((their) => signature(their) === signature(our)) }))
  const pairs = bySignature.map(({ our, their }) => ({ our, their: their ?? find(({ id }) => id === our.id) }))
  return [...pairs, ...[...left].map((their) => ({ their, our: undefined }))]
}

/** Every difference between two operations, sorted by line. @throws {CannotRun} for a broken reference */
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
    return say(theirs) === say(ours) ? [] : [{ operation, place: '', keyword, theirs, ours, side: 'both' as const }]
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
  return [...named, ...inside].sort((a, b) => (toLine(a) < toLine(b) ? -1 : 1))
}

/** Parameters by `in name`, answers by status, the body as `request`. */
function partsOf(document: OpenApi, { parameters, responses, body }: Operation): Node {
  const found = parameters.map((parameter) => resolve(document, parameter))
  return {
    ...Object.fromEntries(found.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])),
    ...responses,
    ...(body !== undefined && { request: body }),
  }
}

/** @param seen the pairs of references that led here, so that a schema that holds itself is compared once */
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
    return say(theirs) === say(ours) ? [] : [{ operation, place, keyword, theirs, ours, side: 'both' as const }]
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
