import type { Refusal } from '../../core/errors.js'
import type { Dialect } from '../../core/settings.js'
import { readPointer } from '../../wire/pointer.js'
import { parseQuietly } from './explain.js'

/**
 * Explains the nulls that a PATCH was refused for: nothing that was set once can be cleared with them (P15). In the `spec`
 * dialect a section that is named is replaced (P9), so that a setting is cleared by leaving it out.
 */
export function explainNulls({ reasons }: Refusal, bodyText: string | null, dialect: Dialect): string[] {
  const body = parseQuietly(bodyText)
  return reasons.flatMap(({ code, source }) => {
    const pointer = source !== undefined && 'pointer' in source ? source.pointer : ''
    if (code !== '10026' || pointer === '' || readPointer(body, pointer) !== null) return []
    const field = pointer.slice(1).replaceAll('/', '.')
    if (dialect === 'spec' && field.includes('.'))
      return `null cannot clear ${field}: leave it out, because the spec dialect replaces a section that a PATCH names`
    const instead = /^webhook_/.test(field) ? '; in the emulator an empty string unsets a URL' : ''
    return `null cannot clear ${field}: a PATCH keeps what it does not name, and no documented value unsets it${instead}`
  })
}
