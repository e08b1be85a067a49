/** Which part of an exchange a body is: they name codes differently. */
export type Side = 'request' | 'answer'

/**
 * Members that hold one-time codes. A request may name them as another API does, before anybody sees that it is wrong;
 * an answer has the vendor's own `code` (of an error) and `response_code`, which are none.
 */
const holdsCode: Readonly<Record<Side, RegExp>> = { request: /(code|otp|pin|token)$/i, answer: /^custom_code$/ }

const stars = (text: string) => '*'.repeat(text.length)

export const isCodeField = (side: Side, name: string): boolean => holdsCode[side].test(name)

/** A JSON body with its one-time codes masked, wherever they stand. */
export function maskCodes(side: Side, value: unknown): unknown {
  return mapMembers(value, (name, member) => (isCodeField(side, name) ? maskAll(member) : maskCodes(side, member)))
}

/** A value and all within it. */
export function maskAll(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return stars(String(value))
  return mapMembers(value, (_, member) => maskAll(member))
}

/** The same in a text that is no JSON, or was cut, or is a query. */
export function maskCodesInText(text: string): string {
  return text.replaceAll(named, (_, before: string, code: string) => before + stars(code))
}

/** A name as above with what may stand between it and its value, and the value: to its closing quote, else as far as a word goes. */
const named = /((?:code|otp|pin|token)["']?\s*[:=>][\s[({]*["']?)((?<=")[^"]*|(?<=')[^']*|[^\s"'&,;<>()[\]{}]+)/gi

/** What a handset got, without the code: written, spoken digit by digit, or as the end of a caller's number. */
export function maskMessage(text: string, code: string): string {
  return text.replaceAll(code, stars(code)).replaceAll([...code].join(' '), [...stars(code)].join(' '))
}

/** A hint without the codes of the body that it is about, of which it may cite something. */
export function maskHint(hint: string, body: string | null): string {
  let masked = hint.replace(/".*" is not valid JSON$/s, 'it is not valid JSON')
  for (const [, , code = ''] of (body ?? '').matchAll(named)) {
    const cited = code.slice(0, 80)
    if (cited !== '') masked = masked.replaceAll(cited, stars(cited))
  }
  return masked
}

function mapMembers(value: unknown, map: (name: string, member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => map('', member))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(name, member)]))
}

/** Whether a key looks like one of the real service's, which no test should need. */
export function looksReal(key: string): boolean {
  return /^KEY[0-9A-Za-z]{16,}(_[\w-]+)?$/.test(key)
}

/** A key as it may be written down: that of a sandbox whole, of any other its first letters at most. */
export function maskKey(key: string): string {
  if (key.startsWith('sandbox_')) return key
  return `${key.length > 12 ? key.slice(0, 4) : ''}****`
}

/** The same for an Authorization header. */
export function maskAuthorization(header: string): string {
  const [, scheme, key] = /^(Bearer) +(\S+)$/i.exec(header) ?? []
  return scheme === undefined || key === undefined ? '****' : `${scheme} ${maskKey(key)}`
}
