import { levelsOf } from '../wire/decoded.js'

/** Whether a text is a phone number of 7 to 15 digits, and not a date. */
export function isPhoneLike(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  return digits >= 7 && digits <= 15 && /^[+\d\s().-]+$/.test(text) && !/^\d{4}-\d\d-\d\d/.test(text)
}

/** Parses JSON that has structure, or is a string; undefined for other texts. */
export function parseJson(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Deeper JSON stays text in a run: whatever goes through its levels could run out of stack. */
const mostLevels = 500

/** Whether JSON is nested deeply. Brackets in its strings count, too. */
export function isNestedDeeply(text: string): boolean {
  if (text.length < mostLevels) return false
  let depth = 0
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > mostLevels) return true
  }
  return false
}

/** A text as it is, with its own encodings removed, and escaped for JSON. */
export function spellingsOf(text: string): string[] {
  const spellings = new Set([text, JSON.stringify(text).slice(1, -1), text.trim()])
  for (const level of levelsOf(text)) spellings.add(level.text)
  return [...spellings].filter((spelling) => spelling.length >= 4)
}

/** Words of the API itself that occur in URLs and headers. Without them recordings would be unreadable. */
export const ordinary = new Set(
  `bearer basic token path domain secure httponly samesite strict none expires max-age true false null undefined
  call flashcall whatsapp data meta errors code title detail source pointer name text type status pending accepted rejected expired invalid
  verification verifications verification_profile verify_profiles verified_numbers webhook webhooks webhook_url events http https json application
  charset utf-8 gzip identity chunked keep-alive close localhost redacted`
    .split(/\s+/)
    .map((word) => word.trim()),
)

/** Values that are not secret whatever they are called. */
export const isPlainValue = (text: string) => /^(true|false|null|none|\*|REDACTED|\s*)$/i.test(text)

/** What may be repeated alone of a value with a scheme, as in `Bearer ...`; empty without one. */
export function partsOfAuthorization(value: string): string[] {
  const [, scheme, rest = ''] = /^(Bearer|Basic|Token|Digest|ApiKey)\s+(.*)$/is.exec(value) ?? []
  if (scheme === undefined) return []
  const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(rest, 'base64').toString().split(':') : []
  return [rest.trim(), ...rest.split(/[\s;,="]+/), ...pair]
}

/** Shorter lines of a credential, and shorter values in it, occur elsewhere by chance. */
const shortestPart = 8

/** What may be repeated alone of another credential: its lines, and the values of cookies in it. */
export function partsOfCredential(value: string): string[] {
  if (!/[\n=]/.test(value)) return []
  const lines = value.split(/\r?\n/).map((line) => line.trim())
  const pairs = value.split(/;\s*/).flatMap((pair) => /^[\w.-]{1,80}=([^=]+)$/.exec(pair)?.[1] ?? [])
  return [...lines, ...pairs].filter((part) => part.length >= shortestPart && part !== value)
}
