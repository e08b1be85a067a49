import { type VerifyOperation, verifyOperations } from '../../spec/operations.js'
import { createPathPattern, type PathParams } from '../../wire/path-match.js'

/** Method and target of a request, and the operation they match. */
export interface RequestTarget {
  readonly method: string
  /** Below `/v2`, as sent, without the query. */
  readonly path: string
  /** As sent, with the question mark; empty if there is none. */
  readonly query: string
  /** Null where it is no operation that the emulator knows. */
  readonly operation: VerifyOperation | null
  /** The parameters in the path, decoded. */
  readonly params: PathParams
}

// Literal paths stand before those with parameters in the list.
const patterns = verifyOperations.map((operation) => ({ operation, ...createPathPattern(operation.path) }))

/** Whether a request target belongs to the emulated API: `/v2` and everything below. */
export function isEmulated(target: string): boolean {
  return /^\/v2(?:[/?]|$)/.test(target)
}

/** @param target path and query, beginning with `/v2` */
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

/** Exact: whoever writes a path in another way may mean another operation to the upstream. Null for what is not. */
function decodeParams(sent: PathParams): PathParams | null {
  const params: Record<string, string> = {}
  for (const [name, segment] of Object.entries(sent)) {
    const value = decodeSegment(segment)
    if (value === null || !/^[^/\\?#]+$/.test(value) || /^\.+$/.test(value)) return null
    params[name] = value
  }
  return params
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
