import { decode } from '../relay/decode-body.js'
import type { Exchange } from '../relay/exchange.js'
import { findValue } from '../relay/headers.js'
import { secretsOfUrl } from './redact-url.js'

/** What must not be written down, as far as it is known by name. */
export class Secrets {
  /** Keys, passwords, tokens of URLs. */
  readonly tokens = new Set<string>()
  readonly codes = new Set<string>()
  /** Digits alone. */
  readonly numbers = new Set<string>()

  get size(): number {
    return this.tokens.size + this.codes.size + this.numbers.size
  }

  addToken(text: string): void {
    if (text.length >= 4 && !ordinary.has(text.toLowerCase())) this.tokens.add(text)
  }

  addCode(text: string): void {
    if (text.length >= 4) this.codes.add(text)
  }

  addNumber(text: string): void {
    const digits = text.replace(/\D/g, '')
    if (digits.length >= 7 && digits.length <= 15) this.numbers.add(digits)
  }

  /** Learns all that an exchange shows by its names. */
  learn({ asked, request, response }: Exchange): void {
    if (asked.params.phone_number !== undefined) this.addNumber(asked.params.phone_number)
    for (const { headers, body } of response === null ? [request] : [request, response]) {
      this.#learnHeaders(headers)
      const text = decode(body.bytes, headers)?.toString()
      if (text !== undefined) this.#learnText(text)
    }
  }

  #learnHeaders(headers: readonly string[]): void {
    for (let index = 0; index < headers.length; index += 2) {
      if (!isSecretHeader(headers[index] as string)) continue
      for (const part of (headers[index + 1] as string).split(/[\s;,=]+/)) this.addToken(part)
    }
    const [, credentials] = /^Basic\s+(\S+)/i.exec(findValue(headers, 'authorization') ?? '') ?? []
    if (credentials === undefined) return
    for (const part of Buffer.from(credentials, 'base64').toString().split(':')) this.addToken(part)
  }

  #learnText(text: string): void {
    try {
      this.#learnJson(JSON.parse(text), '')
    } catch {
      this.#learnFields(text)
    }
  }

  #learnJson(value: unknown, name: string, parent?: object): void {
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value))
        this.#learnJson(member, Array.isArray(value) ? name : key, value)
      return
    }
    if (typeof value !== 'string' && typeof value !== 'number') return
    const text = String(value)
    if (isCodeField(name, parent)) this.addCode(text)
    if (isNumberField(name)) this.addNumber(text)
    if (isUrlField(name)) for (const secret of secretsOfUrl(text)) this.addToken(secret)
  }

  /** Of what is no JSON: a form, or JSON that broke off. */
  #learnFields(text: string): void {
    for (const [, name = '', value = ''] of text.matchAll(
      /\b(\w*code|\w*number|\w*url)\b(?:\\?["'])?\s*(?:[:=]|%3A|%3D)\s*(?:\\?["'])?([^\s"'&<>,;}]+)/gi,
    )) {
      if (isCodeField(name.toLowerCase())) this.addCode(unquote(value))
      if (isNumberField(name.toLowerCase())) this.addNumber(unquote(value))
      if (isUrlField(name.toLowerCase())) for (const secret of secretsOfUrl(unquote(value))) this.addToken(secret)
    }
  }
}

/** The vendor's error codes stand in a member of the same name, beside a title. */
export function isCodeField(name: string, parent?: object): boolean {
  return (
    /^((custom|verification)_)?code$/.test(name) && !(parent !== undefined && ('detail' in parent || 'title' in parent))
  )
}

export const isNumberField = (name: string) =>
  /(^|_)(phone|number|numbers|to|from)$/.test(name) && name !== 'page_number'
export const isUrlField = (name: string) => /(^|_)url$/.test(name)
export const isSecretHeader = (name: string) =>
  /authorization|cookie|token|secret|api-?key|signature|password/i.test(name)

function unquote(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Words that may stand in a URL or a header and are part of the API's language: without them no recording could be read. */
const ordinary = new Set(
  `bearer basic token path domain secure httponly samesite strict none expires max-age true false null
  call flashcall whatsapp data meta errors code title detail source pointer name text type status pending accepted rejected expired invalid
  verification verifications verification_profile verify_profiles verified_numbers webhook webhooks webhook_url events http https json application
  charset utf-8 gzip identity chunked keep-alive close localhost`
    .split(/\s+/)
    .map((word) => word.trim()),
)
