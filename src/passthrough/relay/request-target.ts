import { type VerifyOperation, verifyOperations } from '../../spec/operations.js'
import { createPathPattern, type PathParams } from '../../wire/path-match.js'
import { decodeFully } from './decode-fully.js'

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

/** Whether a request target belongs to the emulated API: `/v2` and everything below, in any spelling that is routed as it. */
export function isEmulated(target: string): boolean {
  return /^\/(?:v|%76)(?:2|%32)(?:[/?]|%2f|$)/i.test(target) && !target.startsWith('/V')
}

/** Whether a request target begins with `/v2` as it is written. */
export function beginsPlainly(target: string): boolean {
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
 * Whether a path is spelled so that all servers read it alike: segments of ordinary characters, which may be encoded once.
 * One slash at the end counts as ordinary.
 */
export function isPlainPath(path: string): boolean {
  const segments = path.replace(/\/$/, '').split('/').slice(1)
  return segments.every((segment) => {
    const value = decodeSegment(segment)
    return value !== null && plainSegment.test(value) && !/^[. ]|[. ]$/.test(value)
  })
}

/** What is seen, in any script, and spaces; not what separates the parts of a URL, and no second encoding. */
const plainSegment = /^(?:(?![/\\%?#;])[\p{L}\p{M}\p{N}\p{P}\p{S} ])+$/u

/** Whether the percent escapes of a path are complete and spell UTF-8. Some servers read `%c0%ae` as a dot. */
export function isDecodable(path: string): boolean {
  return decodeSegment(path) !== null
}

/**
 * The operations that a server which is generous about spelling might find at a path: it may decode twice, ignore case,
 * empty segments, dot segments, backslashes, path parameters, an extension, and segments behind a complete path. Null for
 * a path that leaves `/v2`.
 */
export function findLenientMatches(path: string): readonly VerifyOperation[] | null {
  const [root, ...segments] = resolveSegments(`v2${path}`)
  if (root !== 'v2') return null
  const plain = `/${segments.join('/')}`
  const bare = plain.replace(/[^\w/][^/]*$/, '')
  return patterns.flatMap(({ operation, match, isLiteral }) => {
    const isPrefix = isLiteral && plain.startsWith(`${operation.path}/`)
    return isPrefix || match(plain) !== null || match(bare) !== null ? [operation] : []
  })
}

function resolveSegments(path: string): string[] {
  const resolved: string[] = []
  const plain = decodeFully(path).replace(/[?#\0].*$/s, '')
  for (const segment of plain.replaceAll('\\', '/').toLowerCase().split('/')) {
    const bare = segment.replace(/;.*$/s, '').trim()
    if (bare === '..') resolved.pop()
    else if (bare !== '' && bare !== '.') resolved.push(bare)
  }
  return resolved
}
