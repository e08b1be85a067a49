import { InputError } from './input-error.js'

/** Headers of the user's own in webhooks, by name (W13). */
export type WebhookHeaders = Readonly<Record<string, string>>

/** The form in which a header is written. */
export const webhookHeaderExample = 'X-Forwarded-For: 192.76.120.200'

/** Headers that the emulator sets itself (W6, W10). */
const ownNames = [
  'telnyx-signature-ed25519',
  'telnyx-timestamp',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'content-type',
  'user-agent',
]

/** Headers that HTTP itself needs: another value would break the request. */
const framingNames = [
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** The most headers, and the longest value, that receivers can be expected to take. */
const mostHeaders = 50
const longestValue = 4096

/**
 * Explains why a value is not a set of headers of the user's own (W13); undefined if it is one.
 *
 * @param where the setting or property, as the user names it
 */
export function findHeaderProblem(given: unknown, where: string): string | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return `${where} must be headers by name, like {"X-Forwarded-For": "192.76.120.200"}.`
  const entries = Object.entries(given)
  if (entries.length > mostHeaders) return `${where} must have at most ${mostHeaders} headers, not ${entries.length}.`
  const seen = new Set<string>()
  for (const [name, value] of entries) {
    const problem = findNameProblem(name) ?? findValueProblem(name, value)
    if (problem !== undefined) return `${where}: ${problem}`
    const lower = name.toLowerCase()
    if (seen.has(lower)) return `${where}: ${name} is given twice. Header names are not case-sensitive.`
    seen.add(lower)
  }
  return undefined
}

/** Returns headers of the user's own. @throws {InputError} unless they are valid */
export function requireWebhookHeaders(given: unknown, where: string): WebhookHeaders {
  const problem = findHeaderProblem(given, where)
  if (problem !== undefined) throw new InputError(problem)
  return given as WebhookHeaders
}

/**
 * Reads lines like `X-Forwarded-For: 192.76.120.200`.
 *
 * @returns undefined if a line has no colon, or a name occurs twice
 */
export function readHeaderLines(lines: readonly string[]): WebhookHeaders | undefined {
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 1) return undefined
    const name = line.slice(0, colon).trim()
    if (Object.hasOwn(headers, name)) return undefined
    // Not an assignment, which would change the prototype for the name __proto__.
    Object.defineProperty(headers, name, { value: line.slice(colon + 1).trim(), enumerable: true })
  }
  return headers
}

function findNameProblem(name: string): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
    return `${JSON.stringify(name)} is not a valid header name. Example: ${webhookHeaderExample}`
  const lower = name.toLowerCase()
  if (ownNames.includes(lower)) return `${name} is set by the emulator, as the vendor sets it, and cannot be replaced.`
  if (framingNames.includes(lower)) return `${name} is set by the HTTP client and cannot be replaced.`
  return undefined
}

function findValueProblem(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return `The value of ${name} must be a string, not ${JSON.stringify(value)}.`
  if (value.length > longestValue)
    return `The value of ${name} must have at most ${longestValue} characters, not ${value.length}.`
  // Node refuses to send any other character.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value) || value !== value.trim())
    return `The value of ${name} must be Latin-1 without line breaks and outer spaces, not ${JSON.stringify(value)}.`
  return undefined
}
