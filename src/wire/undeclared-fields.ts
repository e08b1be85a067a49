import type { Dialect } from '../core/settings.js'

/**
 * Removes the fields that an operation does not have in the vendor's document, with a hint: the `spec` dialect ignores
 * `flashcall` in a PATCH whatever its value (P9).
 */
export function withoutUndeclared(operation: string, body: unknown, dialect: Dialect, hints: string[]): unknown {
  if (dialect !== 'spec' || operation !== 'UpdateVerifyProfile') return body
  if (typeof body !== 'object' || body === null || !('flashcall' in body)) return body
  const { flashcall: _, ...declared } = body
  hints.push("ignored flashcall, which the vendor's document does not list in a PATCH")
  return declared
}
