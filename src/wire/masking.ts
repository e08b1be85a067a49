/** Whether a body belongs to a request or an answer: they name codes differently. */
export type Side = 'request' | 'answer'

/**
 * Members that hold one-time codes. A request may use the names of other APIs before validation refuses it. An answer
 * has the vendor's `code` (of an error) and `response_code`, which are not one-time codes.
 */
const holdsCode: Readonly<Record<Side, RegExp>> = { request: /(code|otp|pin|token)$/i, answer: /^custom_code$/ }

const maskText = (text: string) => '*'.repeat(text.length)

/** Whether the journal masks a member of a body. Recordings decide by themselves: they replace the vendor's codes too. */
export const isMaskedMember = (side: Side, name: string): boolean => holdsCode[side].test(name)

/** Masks the one-time codes in a JSON body, at any depth. */
export function maskCodes(side: Side, value: unknown): unknown {
  return mapMembers(value, (name, member) => (isMaskedMember(side, name) ? maskAll(member) : maskCodes(side, member)))
}

/** Masks a value and everything inside it. */
export function maskAll(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return maskText(String(value))
  return mapMembers(value, (_, member) => maskAll(member))
}

/** Masks the codes in a text that is not valid JSON, was truncated, or is a query. */
export function maskCodesInText(text: string): string {
  return text.replaceAll(named, (_, before: string, code: string) => before + maskText(code))
}

/** A code's name, its separator, and the value: up to the closing quote, or else to the end of the word. */
const named = /((?:code|otp|pin|token)["']?\s*[:=>][\s[({]*["']?)((?<=")[^"]*|(?<=')[^']*|[^\s"'&,;<>()[\]{}]+)/gi

/** Masks the code in a message: written, spoken digit by digit, or as the end of a caller's number. */
export function maskMessage(text: string, code: string): string {
  return text.replaceAll(code, maskText(code)).replaceAll([...code].join(' '), [...maskText(code)].join(' '))
}

/** Masks the codes of a request body in the hint about it, which may quote them. */
export function maskHint(hint: string, body: string | null): string {
  let masked = hint.replace(/".*" is not valid JSON$/s, 'it is not valid JSON')
  for (const [, , code = ''] of (body ?? '').matchAll(named)) {
    const cited = code.slice(0, 80)
    if (cited !== '') masked = masked.replaceAll(cited, maskText(cited))
  }
  return masked
}

function mapMembers(value: unknown, map: (name: string, member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => map('', member))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(name, member)]))
}

/** The pattern of the real service's keys. */
export const realKeyPattern = 'KEY[0-9A-Za-z]{16,}(?:_[\\w-]+)?'

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
