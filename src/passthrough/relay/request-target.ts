import { verifyOperations } from '../../spec/operations.js'

export type VerifyOperation = (typeof verifyOperations)[number]

/** Method and target of a request, and the operation they match. */
export interface RequestTarget {
  readonly method: string
  /** Below `/v2`, as sent, without the query. */
  readonly path: string
  /** As sent, with the question mark; empty if there is none. */
  readonly query: string
  /** Null if the emulator has no such operation. */
  readonly operation: VerifyOperation | null
  /** The path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>
}

interface Pattern {
  readonly operation: VerifyOperation
  readonly segments: readonly string[]
}

// Literal paths stand before those with parameters in the list.
const patterns: readonly Pattern[] = verifyOperations.map((operation) => ({
  operation,
  segments: operation.path.split('/'),
}))

/** Whether a request target belongs to the emulated API: `/v2` and everything below. */
export function isEmulated(target: string): boolean {
  return /^\/v2(?:[/?]|$)/.test(target)
}

/** @param target path and query, beginning with `/v2` */
export function readRequestTarget(method: string, target: string): RequestTarget {
  const [, path = '', query = ''] = /^\/v2([^?]*)(.*)$/s.exec(target) ?? []
  for (const { operation, segments } of patterns) {
    if (operation.method !== method) continue
    const params = matchPath(segments, path.split('/'))
    if (params !== null) return { method, path, query, operation, params }
  }
  return { method, path, query, operation: null, params: {} }
}

/** Matches exactly: the upstream may read a path that is written differently as another operation. */
function matchPath(pattern: readonly string[], sent: readonly string[]): Record<string, string> | null {
  if (pattern.length !== sent.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = sent[index] as string
    if (!part.startsWith('{')) {
      if (part !== segment) return null
      continue
    }
    const value = decode(segment)
    if (value === null || !/^[^/\\?#]+$/.test(value) || /^\.+$/.test(value)) return null
    params[part.slice(1, -1)] = value
  }
  return params
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
