import type { Dialect } from '../core/settings.js'
import { readPointer } from './pointer.js'
import type { ValidationError } from './validation.js'

/**
 * Hints about the nulls that a PATCH was refused for: nothing that was set once can be cleared with them (P15). In the
 * `spec` dialect a section that is named is replaced (P9), so that a setting is cleared by leaving it out.
 */
export function hintNulls(errors: readonly ValidationError[], body: unknown, dialect: Dialect, hints: string[]): void {
  for (const { instancePath, keyword } of errors) {
    if (keyword !== 'type' || instancePath === '' || readPointer(body, instancePath) !== null) continue
    const field = instancePath.slice(1).replaceAll('/', '.')
    const instead = /^webhook_/.test(field) ? '; in the emulator an empty string unsets a URL' : ''
    hints.push(
      dialect === 'spec' && field.includes('.')
        ? `null cannot clear ${field}: leave it out, because the spec dialect replaces a section that a PATCH names`
        : `null cannot clear ${field}: a PATCH keeps what it does not name, and no documented value unsets it${instead}`,
    )
  }
}

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
