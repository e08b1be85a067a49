import { findCredentialShapes, mayLookRandom, realKeyPattern } from './credential-shapes.js'
import { levelsOf, toSource } from './decoded.js'
import { findNamedValues } from './named-values.js'
import { kindOfMember, type SecretKind, type Side, secretKindOf } from './secret-names.js'

export type { Side }

/** What is masked. Credentials always are; codes may be shown. */
export type Masked = 'codes and credentials' | 'credentials'

const maskText = (text: string) => '*'.repeat(text.length)

/** Whether the journal masks a member of a body. An answer's `code` is an error's. */
export const isMaskedMember = (side: Side, name: string): boolean =>
  !(side === 'answer' && name === 'code') && isMasked(secretKindOf(name), 'codes and credentials')

const isMasked = (kind: SecretKind | null, masked: Masked) =>
  kind === 'credential' || (kind === 'code' && masked === 'codes and credentials')

/** Masks the one-time codes and credentials in a JSON body, at any depth. */
export function maskCodes(side: Side, value: unknown, masked: Masked = 'codes and credentials', name = ''): unknown {
  return mapMembers(value, (key, member, parent) => {
    const isCodeOfError = side === 'answer' && key === 'code'
    if (!isCodeOfError && isMasked(kindOfMember(parent, key, { side, above: null }), masked)) return maskAll(member)
    const nameOf = Array.isArray(parent) ? name : key
    if (typeof member !== 'string') return maskCodes(side, member, masked, nameOf)
    return maskShapes(maskCodesInText(member, masked), nameOf)
  })
}

/** Masks what looks like a credential, unless the name of the value explains its looks. */
export function maskShapes(text: string, name = ''): string {
  if (mayLookRandom(name)) return text
  let clean = ''
  let done = 0
  const shapes = findCredentialShapes(text).sort((a, b) => a.start - b.start)
  for (const { start, end } of shapes) {
    if (end <= done) continue
    const from = Math.max(start, done)
    clean += text.slice(done, from) + maskText(text.slice(from, end))
    done = end
  }
  return clean + text.slice(done)
}

/** The credentials that the names in a text reveal, to be masked where they stand under other names, too. */
export function findCredentials(text: string): string[] {
  const found = new Set<string>()
  for (const level of levelsOf(text))
    for (const { start, end, kind } of findNamedValues(level.text))
      if (kind === 'credential' && end - start >= shortestEcho) found.add(level.text.slice(start, end))
  return [...found].filter((value) => !/^(true|false|null|none|[a-z]+|\*+)$/i.test(value))
}

/** Shorter words occur elsewhere by chance. */
const shortestEcho = 6

/** Masks values wherever they stand, also as JSON and queries spell them. */
export function maskValues(text: string, values: readonly string[]): string {
  let clean = text
  for (const value of values)
    for (const spelling of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
      clean = clean.replaceAll(spelling, maskText(spelling))
  return clean
}

/** Masks a value and everything inside it. */
export function maskAll(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return maskText(String(value))
  return mapMembers(value, (_, member) => maskAll(member))
}

/**
 * Masks the codes and credentials in a text that is not valid JSON, was truncated, or is a query: by their names, in any
 * level of its encodings.
 */
export function maskCodesInText(text: string, masked: Masked = 'codes and credentials'): string {
  if (!/[:=>]|%3[ade]/i.test(text)) return text
  let clean = text
  for (const level of levelsOf(text)) {
    for (const { start, end, kind } of findNamedValues(level.text)) {
      if (!isMasked(kind, masked)) continue
      const [from, to] = toSource(level, start, end)
      clean = clean.slice(0, from) + maskText(clean.slice(from, to)) + clean.slice(to)
    }
  }
  return clean
}

/** Masks the code in a message: written, spoken digit by digit, or as the end of a caller's number. */
export function maskMessage(text: string, code: string): string {
  return text.replaceAll(code, maskText(code)).replaceAll([...code].join(' '), [...maskText(code)].join(' '))
}

/** Masks the codes of a request body in the hint about it, which may quote them. */
export function maskHint(hint: string, body: string | null): string {
  let masked = hint.replace(/".*" is not valid JSON$/s, 'it is not valid JSON')
  for (const { start, end, kind } of findNamedValues(body ?? '')) {
    if (!isMasked(kind, 'codes and credentials')) continue
    const cited = (body ?? '').slice(start, Math.min(end, start + 80))
    if (cited !== '') masked = masked.replaceAll(cited, maskText(cited))
  }
  return masked
}

function mapMembers(value: unknown, map: (name: string, member: unknown, parent: object) => unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => map('', member, value))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(name, member, value)]))
}

const realKey = new RegExp(`^${realKeyPattern}$`)

/** Whether a key looks like one of the real service's, which tests should never need. */
export function looksReal(key: string): boolean {
  return realKey.test(key)
}

/** Masks a key for logs: a sandbox key is kept whole, any other is reduced to its first letters. */
export function maskKey(key: string): string {
  if (key.startsWith('sandbox_')) return key
  return `${key.length > 12 ? key.slice(0, 4) : ''}****`
}

/** Masks the key in an Authorization header. */
export function maskAuthorization(header: string): string {
  const [, scheme, key] = /^(Bearer) +(\S+)$/i.exec(header) ?? []
  return scheme === undefined || key === undefined ? '****' : `${scheme} ${maskKey(key)}`
}
