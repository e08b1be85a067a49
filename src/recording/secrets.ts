import { decodeAll, levelsOf } from '../wire/decoded.js'
import { findNamedValues } from '../wire/named-values.js'
import { kindOfMember, type SecretKind, type Side, secretKindOf } from '../wire/secret-names.js'
import { DigitIndex } from './digit-index.js'
import type { HeaderLine, RecordedExchange } from './exchange.js'
import { readFields } from './form.js'
import { isPublicUrl, secretsOfUrl } from './redact-url.js'
import { SecretIndex } from './secret-index.js'

/** Digits in headers and URLs that are shorter than this are more likely a year or a port. */
const leastDigits = 6

/** The secrets that were learned from the names of headers, parameters and members. */
export class Secrets {
  readonly index = new SecretIndex()
  readonly digits = new DigitIndex()
  readonly #known = new Set<string>()

  /** Learns a key, a password, or a part of a URL. */
  addToken(text: string): void {
    if (text.length < 4 || ordinary.has(text.toLowerCase()) || !this.#isNew(`t ${text}`)) return
    if (/^\d{4,15}$/.test(text)) this.#addDigits(text, 'token')
    else this.index.add(spellingsOf(text), { kind: 'token', value: text })
  }

  addCode(text: string): void {
    if (text.length < 4 || ordinary.has(text.toLowerCase()) || !this.#isNew(`c ${text}`)) return
    if (/^\d{4,15}$/.test(text)) this.#addDigits(text, 'code')
    else this.index.add(spellingsOf(text), { kind: 'code', value: text })
  }

  addNumber(text: string): void {
    if (!isPhoneLike(text)) return
    const digits = text.replace(/\D/g, '')
    if (this.digits.addNumber(digits)) this.index.addEncoded([digits.slice(-10)], { kind: 'token', value: digits })
  }

  addName(name: string): void {
    if (name.length >= 4) this.index.add(spellingsOf(name), { kind: 'name', value: name })
  }

  /** Learns everything that the names in an exchange reveal. */
  learn({ phoneNumber, url, request, answer }: RecordedExchange): void {
    if (phoneNumber !== undefined) this.addNumber(phoneNumber)
    for (const { name, value } of readFields(url.replace(/^[^?]*\??/s, '').replace(/#.*$/s, '')))
      this.#learnValue(secretKindOf(name), value)
    for (const message of answer === null ? [request] : [request, answer]) {
      for (const header of message.headers) this.#learnHeader(header)
      if (message.body.text !== undefined)
        this.#learnText(message.body.text, message === request ? 'request' : 'answer')
    }
  }

  #isNew(text: string): boolean {
    if (this.#known.has(text)) return false
    this.#known.add(text)
    return true
  }

  #addDigits(digits: string, kind: 'code' | 'token'): void {
    this.digits.addCode(digits, kind)
    this.index.addEncoded([digits], { kind: 'token', value: digits })
  }

  #learnHeader([name, value]: HeaderLine): void {
    const kind = secretKindOf(name)
    if (kind !== 'credential') {
      this.#learnValue(kind, value)
      return
    }
    if (/^(set-)?cookie$/i.test(name)) {
      const pairs = /^set-/i.test(name) ? value.split(';', 1) : value.split(';')
      for (const pair of pairs) this.#learnWord(pair.slice(pair.indexOf('=') + 1).trim())
      return
    }
    const [, scheme = '', rest = value] = /^(Bearer|Basic|Token|Digest|ApiKey)\s+(.*)$/is.exec(value) ?? []
    this.addToken(rest.trim())
    for (const part of rest.split(/[\s;,="]+/)) this.#learnWord(part)
    if (scheme.toLowerCase() === 'basic')
      for (const part of Buffer.from(rest, 'base64').toString().split(':')) this.#learnWord(part)
  }

  #learnWord(text: string): void {
    if (text.length >= leastDigits || !/^\d*$/.test(text)) this.addToken(text)
  }

  #learnText(text: string, side: Side): void {
    const json = parseJson(text)
    if (json === undefined) this.#learnNamed(text)
    else this.#learnJson(json, null, side)
  }

  /** Learns from a form, a log, or JSON that was cut off, in each level of its encoding. */
  #learnNamed(text: string): void {
    for (const level of levelsOf(text))
      for (const { start, end, kind } of findNamedValues(level.text))
        this.#learnValue(kind, level.text.slice(start, end))
  }

  #learnJson(value: unknown, kind: SecretKind | null, side: Side): void {
    if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value))
        this.#learnJson(member, kindOfMember(value, name, { side, above: kind }), side)
      return
    }
    if (typeof value === 'number') this.#learnValue(kind, String(value))
    if (typeof value !== 'string') return
    this.#learnValue(kind, value)
    if (/[:=>]/.test(value) && !startsLikeTime.test(value)) this.#learnText(value, side)
  }

  #learnValue(kind: SecretKind | null, value: string): void {
    const plain = kind === null || kind === 'credential' ? value : decodeAll(value)
    if (kind === 'credential') this.addToken(value)
    else if (kind === 'code') this.addCode(plain)
    else if (kind === 'number') this.addNumber(plain)
    else if (kind === 'url' && !isPublicUrl(plain)) for (const secret of secretsOfUrl(plain)) this.#learnWord(secret)
  }
}

const startsLikeTime = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}(Z|[+-][\d:]{5})?$/

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

/** A text as it is, with its own encodings removed, and escaped for JSON. */
function spellingsOf(text: string): string[] {
  const spellings = new Set([text, JSON.stringify(text).slice(1, -1), text.trim()])
  for (const level of levelsOf(text)) spellings.add(level.text)
  return [...spellings].filter((spelling) => spelling.length >= 4)
}

/** Words of the API itself that occur in URLs and headers. Without them recordings would be unreadable. */
const ordinary = new Set(
  `bearer basic token path domain secure httponly samesite strict none expires max-age true false null undefined
  call flashcall whatsapp data meta errors code title detail source pointer name text type status pending accepted rejected expired invalid
  verification verifications verification_profile verify_profiles verified_numbers webhook webhooks webhook_url events http https json application
  charset utf-8 gzip identity chunked keep-alive close localhost redacted`
    .split(/\s+/)
    .map((word) => word.trim()),
)
