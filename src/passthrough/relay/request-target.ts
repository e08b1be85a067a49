import { type VerifyOperation, verifyOperations } from '../../spec/operations.js'
import { createPathPattern, type PathParams } from '../../wire/path-match.js'

/** Method and target of a request, and the operation they match. */
export interface RequestTarget {
  readonly method: string
  /** The path below `/v2`, as sent, without the query. */
  readonly path: string
  /** The query as sent, with the question mark; empty without a query. */
  readonly query: string
  /** Null for a request that is not an operation of the emulator. */
  readonly operation: VerifyOperation | null
  /** The path parameters, decoded. */
  readonly params: PathParams
}

// Literal paths stand before those with parameters in the list.
const patterns = verifyOperations.map((operation) => ({ operation, ...createPathPattern(operation.path) }))

/** Whether a request target belongs to the emulated API: `/v2` and everything below. */
export function isEmulated(target: string): boolean {
  return /^\/v2(?:[/?]|$)/.test(target)
}

/** Matches a request to an operation. @param target path and query, beginning with `/v2` */
export function readRequestTarget(method: string, target: string): RequestTarget {
  const [, path = '', query = ''] = /^\/v2([^?]*)(.*)$/s.exec(target) ?? []
  for (const { operation, match } of patterns) {
    if (operation.method !== method) continue
    const sent = match(path)
    const params = sent && decodeParams(sent)
    if (params !== null) return { method, path, query, operation, params }
  }
  return { method, path, query, operation: null, params: {} }
}

/** Decodes path parameters; null for segments that the upstream might route to another operation. */
function decodeParams(sent: PathParams): PathParams | null {
  const params: Record<string, string> = {}
  for (const [name, segment] of Object.entries(sent)) {
    const value = decodeSegment(segment)
    if (value === null || !plainParam.test(value) || /^\.+$/.test(value)) return null
    params[name] = value
  }
  return params
}

/** IDs and phone numbers. A slash, a second encoding or a path parameter (`;`) might lead elsewhere. */
const plainParam = /^[\w.+~@:,!$&'()*=-]+$/

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

/**
 * The operations that a server which is generous about spelling might find at a path: it may decode twice, ignore case,
 * empty segments, dot segments, backslashes, path parameters and an extension. Null for a path that leaves `/v2`.
 */
export function findLenientMatches(path: string): readonly VerifyOperation[] | null {
  const [root, ...segments] = resolveSegments(`v2${path}`)
  if (root !== 'v2') return null
  const plain = `/${segments.join('/')}`
  const bare = plain.replace(/\.\w+$/, '')
  return patterns.flatMap(({ operation, match }) => (match(plain) !== null || match(bare) !== null ? [operation] : []))
}

function resolveSegments(path: string): string[] {
  const resolved: string[] = []
  for (const segment of decodeFully(path).replaceAll('\\', '/').toLowerCase().split('/')) {
    const bare = segment.replace(/;.*$/s, '').trim()
    if (bare === '..') resolved.pop()
    else if (bare !== '' && bare !== '.') resolved.push(bare)
  }
  return resolved
}

/** The limit; no server decodes more often. */
const mostRounds = 8

function decodeFully(path: string): string {
  let plain = path
  for (let round = 0, before = ''; round < mostRounds && plain !== before; round++) {
    before = plain
    plain = plain
      .replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
      .normalize('NFKC')
  }
  return plain.replace(/[?#\0].*$/s, '')
}
