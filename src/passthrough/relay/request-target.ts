import { verifyOperations } from '../../spec/operations.js'

export type Operation = (typeof verifyOperations)[number]

/** What a request asks for, as far as its first line says. */
export interface Asked {
  readonly method: string
  /** Below `/v2`, as sent, without the query. */
  readonly path: string
  /** As sent, with its question mark; empty for none. */
  readonly query: string
  /** Null where it is no operation that the emulator knows. */
  readonly operation: Operation | null
  /** The parameters in the path, decoded. */
  readonly params: Readonly<Record<string, string>>
}

interface Pattern {
  readonly operation: Operation
  readonly segments: readonly string[]
}

// Literal paths stand before those with parameters in the list.
const patterns: readonly Pattern[] = verifyOperations.map((operation) => ({
  operation,
  segments: operation.path.split('/'),
}))

/** Whether a request target is one of the emulated API: `/v2` and what is below. */
export function isEmulated(target: string): boolean {
  return /^\/v2(?:[/?]|$)/.test(target)
}

/** @param target path and query, which begin with `/v2` */
export function readAsked(method: string, target: string): Asked {
  const [, path = '', query = ''] = /^\/v2([^?]*)(.*)$/s.exec(target) ?? []
  for (const { operation, segments } of patterns) {
    if (operation.method !== method) continue
    const params = match(segments, path.split('/'))
    if (params !== null) return { method, path, query, operation, params }
  }
  return { method, path, query, operation: null, params: {} }
}

/** Exact: whoever writes a path in another way may mean another operation to the upstream. */
function match(pattern: readonly string[], sent: readonly string[]): Record<string, string> | null {
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
