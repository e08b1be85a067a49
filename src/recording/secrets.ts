import { decodeAll, decodeLevel, firstLevel, type Level } from '../wire/decoded.js'
import { findNamedValuesInSteps } from '../wire/named-values.js'
import { respell } from '../wire/respelled.js'
import { type SecretKind, type Side, secretKindOf } from '../wire/secret-names.js'
import { finish, type Steps } from '../wire/steps.js'
import type { FoundDigits } from './digit-index.js'
import type { HeaderLine, RecordedExchange } from './exchange.js'
import { readFields } from './form.js'
import { Generation } from './generation.js'
import { valuesOf } from './json-values.js'
import { isPublicUrl, secretsOfUrl } from './redact-url.js'
import type { Found } from './secret-index.js'
import {
  isPhoneLike,
  ordinary,
  parseJson,
  partsOfAuthorization,
  partsOfCredential,
  spellingsOf,
} from './secret-texts.js'
import type { Indexed } from './spelling-matcher.js'
import { joinPieces } from './split-secrets.js'

/** Digits in headers and URLs that are shorter than this are more likely a year or a port. */
const leastDigits = 6

/** Longer texts are searched with breaks. */
const longText = 4096

/** Longer secrets are learned in parts of this length, each of which is found alone. */
const partLength = 8192

/** The memory of a generation, of which there are two. Bytes. */
const mostBytes = 64 * 1024 * 1024

/**
 * The secrets that were learned from the names of headers, parameters and members. Their memory is limited: the oldest
 * are forgotten, unless they were seen again or known from the start.
 */
export class Secrets {
  #current = new Generation()
  #before: Generation | undefined
  /** What is learned again by each generation. */
  readonly #lasting: (() => void)[] = []
  #work = 0

  /**
   * @param onForget called when secrets are forgotten
   * @param limit the memory of a generation; bytes
   */
  constructor(
    private readonly onForget: () => void,
    private readonly limit = mostBytes,
  ) {}

  /** Learns a key that is never forgotten. */
  addKey(key: string): void {
    this.#addLasting(() => this.addToken(key))
  }

  addName(name: string): void {
    if (name.length >= 4) this.#addLasting(() => this.#addWord(name, { kind: 'name', value: name }))
  }

  /** Learns a key, a password, or a part of a URL. */
  addToken(text: string): void {
    this.#addSecret(text, 'token')
  }

  addCode(text: string): void {
    this.#addSecret(text, 'code')
  }

  addNumber(text: string): void {
    if (!isPhoneLike(text)) return
    const digits = text.replace(/\D/g, '')
    if (!this.#current.digits.addNumber(digits)) return
    this.#current.index.addEncoded([digits.slice(-10)], { kind: 'token', value: digits })
    this.#grow(2000)
  }

  /** Finds the secrets in a text, but for digits. */
  *find(text: string): Steps<Found[]> {
    const found = yield* this.#current.index.find(text)
    return this.#before === undefined ? found : found.concat(yield* this.#before.index.find(text))
  }

  /** Finds codes and phone numbers in a text. */
  *findDigits(text: string): Steps<FoundDigits[]> {
    const found = yield* this.#current.digits.find(text)
    return this.#before === undefined ? found : found.concat(yield* this.#before.digits.find(text))
  }

  /** Where a secret begins that the end of the text cuts off; the length of the text otherwise. */
  findCutOff(text: string): number {
    const place = this.#current.index.findCutOff(text)
    return this.#before === undefined ? place : Math.min(place, this.#before.index.findCutOff(text))
  }

  hasCode(digits: string): boolean {
    return this.#current.digits.hasCode(digits) || this.#before?.digits.hasCode(digits) === true
  }

  /** The whole number that digits stand for, which may be dialed within its country. */
  toFull(digits: string): string {
    const full = this.#current.digits.toFull(digits)
    return full === digits ? (this.#before?.digits.toFull(digits) ?? full) : full
  }

  /** Learns everything that the names in an exchange reveal. */
  *learn({ phoneNumber, url, request, answer }: RecordedExchange): Steps {
    if (phoneNumber !== undefined) this.addNumber(phoneNumber)
    for (const { name, value } of readFields(url.replace(/^[^?]*\??/s, '').replace(/#.*$/s, '')))
      this.#learnValue(secretKindOf(name, value), value)
    for (const message of answer === null ? [request] : [request, answer]) {
      for (const header of message.headers) this.#learnHeader(header)
      if (message.body.text !== undefined)
        yield* this.#learnText(message.body.text, message === request ? 'request' : 'answer')
    }
  }

  #addSecret(text: string, kind: 'code' | 'token'): void {
    if (text.length < 4 || ordinary.has(text.toLowerCase())) return
    const { known, digits, index } = this.#current
    const entry = `${kind} ${text}`
    if (known.has(entry)) return
    known.add(entry)
    if (/^\d{4,15}$/.test(text)) {
      digits.addCode(text, kind)
      index.addEncoded([text], { kind: 'token', value: text })
      this.#grow(2000)
    } else {
      for (let at = 0; at < text.length; at += partLength)
        this.#addWord(text.slice(at, at + partLength), { kind, value: text })
    }
  }

  #addWord(text: string, secret: Indexed): void {
    const spellings = spellingsOf(text)
    this.#current.index.add(spellings, secret)
    for (const { length } of spellings) this.#grow(2000 + 20 * length)
  }

  #addLasting(add: () => void): void {
    this.#lasting.push(add)
    add()
  }

  #grow(bytes: number): void {
    this.#current.size += bytes
    if (this.#current.size < this.limit) return
    if (this.#before !== undefined) this.onForget()
    this.#before = this.#current
    this.#current = new Generation()
    for (const add of this.#lasting) add()
  }

  /** Whether enough has been done since the last break. */
  #isTired(work: number): boolean {
    this.#work += work
    if (this.#work < 2000) return false
    this.#work = 0
    return true
  }

  #learnHeader([name, value]: HeaderLine): void {
    const kind = secretKindOf(name, value)
    if (kind !== 'credential') {
      if (/\d|=/.test(value)) this.#learnScheme(value)
      this.#learnValue(kind, value)
      return
    }
    if (/^(set-)?cookie$/i.test(name)) {
      const pairs = /^set-/i.test(name) ? value.split(';', 1) : value.split(';')
      for (const pair of pairs) this.#learnWord(pair.slice(pair.indexOf('=') + 1).trim())
      return
    }
    if (!this.#learnScheme(value)) for (const part of value.split(/[\s;,="]+/)) this.#learnWord(part)
    this.addToken(value.trim())
  }

  #learnScheme(value: string): boolean {
    const parts = partsOfAuthorization(value)
    for (const part of parts) this.#learnWord(part)
    return parts.length > 0
  }

  #learnWord(text: string): void {
    if (text.length >= leastDigits || !/^\d*$/.test(text)) this.addToken(text)
  }

  *#learnText(text: string, side: Side): Steps {
    const json = parseJson(text)
    if (text.length > longText) yield
    if (json === undefined) yield* this.#learnNamed(text)
    else yield* this.#learnJson(json, side)
  }

  /** Learns from a form, a log, or JSON that was cut off, in each level of its encoding. */
  *#learnNamed(text: string): Steps {
    let level: Level | undefined = firstLevel(text)
    for (let depth = 0; level !== undefined; depth++) {
      const { text: plain }: Level = level
      for (const { start, end, kind } of yield* findNamedValuesInSteps(plain)) {
        this.#learnValue(kind, plain.slice(start, end))
        if (this.#isTired(50)) yield
      }
      yield* this.#learnRespelled(level)
      level = yield* decodeLevel(level, depth)
    }
  }

  *#learnRespelled(level: Level): Steps {
    for (const { read } of yield* respell(level, true)) {
      const { text } = yield* read()
      for (const { start, end, kind } of yield* findNamedValuesInSteps(text)) {
        this.#learnValue(kind, text.slice(start, end))
        if (this.#isTired(50)) yield
      }
    }
  }

  *#learnJson(json: unknown, side: Side): Steps {
    for (const { value, kind } of valuesOf(json, null, side)) {
      if (this.#isTired(kind === null ? 2 : 50)) yield
      if (Array.isArray(value) && kind === 'credential') this.addToken(joinPieces(value))
      else yield* this.#learnLeaf(value, kind, side)
    }
  }

  *#learnLeaf(value: unknown, kind: SecretKind | null, side: Side): Steps {
    if (typeof value === 'number') this.#learnValue(kind, String(value))
    if (typeof value !== 'string') return
    this.#learnValue(kind, value)
    if (!/[:=>]/.test(value) || startsLikeTime.test(value)) return
    if (value.length < longText) finish(this.#learnText(value, side))
    else yield* this.#learnText(value, side)
  }

  #learnValue(kind: SecretKind | null, value: string): void {
    const plain = kind === null || kind === 'credential' ? value : decodeAll(value)
    if (kind === 'credential') {
      this.#learnScheme(value)
      for (const part of partsOfCredential(value)) this.#learnWord(part)
      this.addToken(value)
    }
    if (kind === 'code') this.addCode(plain)
    else if (kind === 'number') this.addNumber(plain)
    else if (kind === 'url' && !isPublicUrl(plain)) for (const secret of secretsOfUrl(plain)) this.#learnWord(secret)
  }
}

const startsLikeTime = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}(Z|[+-][\d:]{5})?$/
