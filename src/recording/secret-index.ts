import type { Steps } from '../wire/steps.js'
import { fold, type Indexed, longest, Matcher, toUrlAlphabet } from './spelling-matcher.js'

/** A secret that was found. */
export interface Found {
  readonly start: number
  readonly end: number
  readonly secret: Indexed
}

/** Secrets by their spellings: as they are in any letter case, in hex, and in base64 at each of its three offsets,
 * as UTF-8 and as UTF-16. */
export class SecretIndex {
  readonly #plain = new Matcher(fold)
  readonly #base64 = new Matcher(toUrlAlphabet)
  readonly #heads = new Map<string, Set<string>>()

  /** @param texts the spellings of a secret, of at least four characters each */
  add(texts: readonly string[], secret: Indexed): void {
    for (const text of texts) {
      const isWord = text.length < 8 && /^[a-z]+$|^[A-Z]+$|^[A-Z][a-z]+$/.test(text)
      this.#plain.add(text, secret, isWord)
      this.#addHead(fold(text))
    }
    this.addEncoded(texts, secret)
  }

  /** Adds only the encoded spellings, of digits for example, which are found in plain text by other means. */
  addEncoded(texts: readonly string[], secret: Indexed): void {
    for (const text of texts) {
      const bytes = Buffer.from(text)
      // Without its last zero, UTF-16 has the same bytes in both orders.
      const wide = Buffer.from(text, 'utf16le').subarray(0, -1)
      for (const form of [bytes, wide]) {
        this.#plain.add(form.toString('hex'), secret, false)
        for (const offset of [0, 1, 2]) {
          const core = toBase64Core(form, offset)
          if (core.length >= 4) this.#base64.add(core, secret, false)
        }
      }
    }
  }

  /** Finds the secrets in a text. A base64 match is extended to the whole run, whose edges would reveal the rest. */
  *find(text: string): Steps<Found[]> {
    const found: Found[] = []
    yield* this.#plain.find(text, (start, end, { secret, isWord }) => {
      if (isWord && (isLetterOrDigit(text.charCodeAt(start - 1)) || isLetterOrDigit(text.charCodeAt(end)))) return
      found.push({ start, end, secret })
    })
    let covered = 0
    yield* this.#base64.find(text, (start, end, { secret }) => {
      if (start < covered) return
      while (start > covered && isBase64(text.charCodeAt(start - 1))) start--
      while (isBase64(text.charCodeAt(end))) end++
      covered = end
      found.push({ start, end, secret: { kind: 'token', value: secret.value } })
    })
    return found
  }

  /** Where a secret begins that the end of the text cuts off; the length of the text otherwise. */
  findCutOff(text: string): number {
    const tail = fold(text.slice(-longest))
    for (let at = 0; at + headLength <= tail.length; at++) {
      const forms = this.#heads.get(tail.slice(at, at + headLength))
      if (forms === undefined) continue
      const rest = tail.slice(at)
      for (const form of forms) if (form.startsWith(rest)) return text.length - rest.length
    }
    return text.length
  }

  #addHead(form: string): void {
    if (form.length < headLength) return
    const head = form.slice(0, headLength)
    const forms = this.#heads.get(head)
    if (forms === undefined) this.#heads.set(head, new Set([form]))
    else forms.add(form)
  }
}

/** A shorter beginning of a secret reveals little. */
const headLength = 6

/** The part of a base64 text that depends on the bytes alone, after a number of other bytes. */
function toBase64Core(bytes: Buffer, offset: number): string {
  const written = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url')
  const whole = Math.floor(((offset + bytes.length) * 8) / 6)
  return written.slice(Math.ceil((offset * 8) / 6), whole)
}

const isLetterOrDigit = (unit: number) =>
  (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122)
const isBase64 = (unit: number) => isLetterOrDigit(unit) || unit === 43 || unit === 45 || unit === 47 || unit === 95
