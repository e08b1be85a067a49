import { findHeader, type HeaderLine, type RecordedExchange } from './exchange.js'
import { decodePart, isPublicUrl, secretsOfUrl } from './redact-url.js'

/** The secrets that were learned from the names of headers and fields. */
export class Secrets {
  /** API keys, passwords, tokens in URLs. */
  readonly tokens = new Set<string>()
  readonly codes = new Set<string>()
  /** Digits only. */
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

  /** Learns everything that the names in an exchange reveal. */
  learn({ phoneNumber, request, answer }: RecordedExchange): void {
    if (phoneNumber !== undefined) this.addNumber(phoneNumber)
    for (const { headers, body } of answer === null ? [request] : [request, answer]) {
      this.#learnHeaders(headers)
      if (body.text !== undefined) this.#learnText(body.text)
    }
  }

  #learnHeaders(headers: readonly HeaderLine[]): void {
    for (const [name, value] of headers) {
      if (!isSecretHeader(name)) continue
      for (const part of value.split(/[\s;,=]+/)) this.addToken(part)
    }
    const [, credentials] = /^Basic\s+(\S+)/i.exec(findHeader(headers, 'authorization') ?? '') ?? []
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
    if (isUrlField(name)) this.#learnUrl(text)
  }

  #learnUrl(url: string): void {
    if (isPublicUrl(url)) return
    for (const secret of secretsOfUrl(url)) this.addToken(secret)
  }

  /** Learns from a form, or from JSON that was cut off. */
  #learnFields(text: string): void {
    for (const [, name = '', value = ''] of text.matchAll(
      /\b(\w*code|\w*number|\w*url)\b(?:\\?["'])?\s*(?:[:=]|%3A|%3D)\s*(?:\\?["'])?([^\s"'&<>,;}]+)/gi,
    )) {
      if (isCodeField(name.toLowerCase())) this.addCode(decodePart(value))
      if (isNumberField(name.toLowerCase())) this.addNumber(decodePart(value))
      if (isUrlField(name.toLowerCase())) this.#learnUrl(decodePart(value))
    }
  }
}

/** Whether a field holds a one-time code. The vendor's error codes have the same name, but come with a title. */
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

/** Words of the API itself that occur in URLs and headers. Without them recordings would be unreadable. */
const ordinary = new Set(
  `bearer basic token path domain secure httponly samesite strict none expires max-age true false null
  call flashcall whatsapp data meta errors code title detail source pointer name text type status pending accepted rejected expired invalid
  verification verifications verification_profile verify_profiles verified_numbers webhook webhooks webhook_url events http https json application
  charset utf-8 gzip identity chunked keep-alive close localhost`
    .split(/\s+/)
    .map((word) => word.trim()),
)
