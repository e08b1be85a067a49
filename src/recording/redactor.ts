import { mayLookRandom } from '../wire/credential-shapes.js'
import { decodeAll } from '../wire/decoded.js'
import { type SecretKind, type Side, secretKindOf } from '../wire/secret-names.js'
import { finish, isPause, type Steps } from '../wire/steps.js'
import type { HeaderLine, RecordedExchange } from './exchange.js'
import { findSpans, type Span } from './find-spans.js'
import { decodePart, encodePart, endOfPart, isForm } from './form.js'
import { type Above, redactJson } from './json-values.js'
import { isPublicUrl, redacted, redactUrl } from './redact-url.js'
import type { RedactorOptions } from './redactor-options.js'
import { isPhoneLike, isPlainValue, parseJson } from './secret-texts.js'
import { Secrets } from './secrets.js'

/** What is known about a text. */
interface TextContext {
  /** The name of the member or header. */
  readonly name?: string
  /** Whether the text may have been cut off. */
  readonly mayBeCut?: boolean
}

/** A longer code is removed instead of replaced. */
const longestCode = 32

/**
 * Removes secrets from recordings. It learns them from names, and then finds them anywhere and in any encoding. What only
 * looks like a credential is removed too. The time depends on the text, not on the number of secrets.
 */
export class Redactor {
  readonly #secrets: Secrets
  readonly #shortNames: readonly string[]
  #removedByShape = 0
  #count = 0

  constructor(private readonly options: RedactorOptions) {
    this.#secrets = new Secrets(() => options.onNotice?.('forgotten'))
    for (const key of options.keys) this.#secrets.addKey(key)
    const names = [...options.standInsForNames.keys()]
    for (const name of names) this.#secrets.addName(name)
    this.#shortNames = names.filter((name) => name.length > 0 && name.length < 4)
  }

  /** The number of values that were removed only because they look like a credential. */
  get removedByShape(): number {
    return this.#removedByShape
  }

  /** Learns the secrets of an exchange. Call it before anything of the exchange is redacted. */
  learn(exchange: RecordedExchange): void {
    finish(this.learnInSteps(exchange))
  }

  /** Like `learn`, with breaks. */
  learnInSteps(exchange: RecordedExchange): Steps {
    return this.#secrets.learn(exchange)
  }

  /** Redacts a text of any kind. */
  text(text: string, context: TextContext = {}): string {
    return text === '' ? text : finish(this.textInSteps(text, context))
  }

  /** Like `text`, with breaks. */
  *textInSteps(text: string, { name = '', mayBeCut = false }: TextContext = {}): Steps<string> {
    const spans = yield* findSpans(text, this.#secrets, {
      names: this.#shortNames,
      mayBeCut,
      mayLookRandom: mayLookRandom(name),
    })
    if (spans.length === 0) return text
    let clean = ''
    let done = 0
    let count = 0
    for (const span of spans) {
      if (isPause(count++, 100)) yield
      clean += text.slice(done, span.start) + this.#replace(span)
      done = span.end
    }
    return clean + text.slice(done)
  }

  /** Redacts a request URL part by part, so that path and query keep their structure. */
  url(url: string): string {
    const [, origin = '', rest = ''] = /^(\w+:\/\/[^/?#]*)(.*)$/s.exec(url) ?? []
    const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(rest) ?? []
    return origin + finish(this.#parts(path)) + finish(this.#parts(query))
  }

  /** Redacts header lines; the value of a header made for secrets is removed completely. */
  headers(lines: readonly HeaderLine[]): { name: string; value: string }[] {
    return lines.map(([name, value]) => ({ name: this.text(name), value: this.#header(name, value) }))
  }

  /** Redacts a body: JSON member by member, a form field by field, anything else as text. */
  body(text: string, side: Side = 'answer'): string {
    return finish(this.bodyInSteps(text, side))
  }

  /** Like `body`, with breaks. */
  *bodyInSteps(text: string, side: Side): Steps<string> {
    const json = parseJson(text)
    yield
    if (json !== undefined) return yield* this.#json(json, null, '', side)
    return yield* isForm(text) ? this.#parts(text) : this.textInSteps(text, { mayBeCut: true })
  }

  /** Redacts the value of a member that stands alone: JSON, or JSON that was cut off. With breaks. */
  *memberInSteps(name: string, text: string): Steps<string> {
    const kind = secretKindOf(name, text)
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      if (text === '' || (kind !== null && kind !== 'url')) return text === '' ? '' : redacted
      return yield* this.textInSteps(text, { name, mayBeCut: true })
    }
    return yield* this.#json(json, kind, name, 'answer')
  }

  #header(name: string, value: string): string {
    const kind = secretKindOf(name, value)
    if (kind !== 'credential')
      return kind === null ? this.text(value, { name }) : finish(this.#string(value, kind, name))
    if (isPlainValue(value)) return value
    const [, scheme] = /^(Bearer|Basic|Token|Digest) +\S/i.exec(value) ?? []
    return scheme === undefined ? redacted : `${scheme} ${redacted}`
  }

  /** Redacts the parts of a path, a query or a form; unchanged ones stay as they were written. */
  *#parts(text: string): Steps<string> {
    let [clean, name, before, count] = ['', '', '', 0]
    for (let at = 0; at < text.length; ) {
      if (isPause(count++, 100)) yield
      const end = endOfPart(text, at)
      const part = text.slice(at, end)
      const plain = decodePart(part)
      const after = text[end] ?? ''
      if (part !== '') {
        if (after === '=') name = plain
        else if (before !== '=') name = ''
        const kind = before === '=' ? secretKindOf(name, plain) : null
        clean += encodePart(part, plain, yield* this.#string(plain, kind, name))
      }
      clean += after
      before = after
      at = end + 1
    }
    return clean
  }

  #json(json: unknown, kind: SecretKind | null, name: string, side: Side): Steps<string> {
    return redactJson(
      json,
      { kind, name },
      {
        side,
        find: (text) => this.#secrets.find(text),
        toLeaf: (value, above) => this.#leaf(value, above, side),
        toName: (key) => this.text(key),
      },
    )
  }

  *#leaf(value: unknown, { kind, name }: Above, side: Side): Steps<unknown> {
    if (isPause(this.#count++, 100)) yield
    if (typeof value === 'string') return yield* this.#string(value, kind, name, side)
    if (typeof value !== 'number') return value
    if (kind === 'code') return Number(this.#code(String(value))) || 0
    if (kind === 'credential') return 0
    return Math.abs(value) < 1000 || this.text(String(value)) === String(value) ? value : 0
  }

  *#string(text: string, kind: SecretKind | null, name: string, side: Side = 'answer'): Steps<string> {
    if (text === '') return text
    if (kind === 'credential') return isPlainValue(text) ? text : redacted
    if (kind === 'code') return this.#code(text)
    if (kind === 'number' && isPhoneLike(text)) {
      if (this.options.keepsNumbers) return text // also one that is a secret elsewhere
      return this.#number(text.replace(/\D/g, ''), /^\s*\+/.test(text) ? '+' : '')
    }
    if (kind === 'url' && !isPublicUrl(text)) return this.#fieldUrl(decodeAll(text))
    const json = /^\s*[[{]/.test(text) ? parseJson(text) : undefined
    if (json !== undefined) return yield* this.#json(json, null, '', side)
    return text.length < 4096 ? this.text(text, { name }) : yield* this.textInSteps(text, { name })
  }

  #replace({ kind, value, source, sign }: Span): string {
    if (kind === 'shape') {
      this.#removedByShape++
      this.options.onNotice?.('shape')
    }
    if (this.options.keepsNumbers && (kind === 'number' || kind === 'code')) return source
    if (kind === 'name') return this.#name(value)
    if (kind === 'number') return this.#number(value, sign)
    if (kind === 'code') return this.#code(value)
    if (kind !== 'url') return redacted
    const url = this.#fieldUrl(value)
    return /%3a/i.test(source) ? encodeURIComponent(url) : url
  }

  #fieldUrl(text: string): string {
    const [, scheme = '', host = '', rest = ''] = /^(\w+:\/\/)?([^/]*)(.*)$/s.exec(redactUrl(text)) ?? []
    return scheme + this.text(host) + rest
  }

  #name(text: string): string {
    const [, standIn = redacted] =
      [...this.options.standInsForNames].find(([name]) => name.toLowerCase() === text.toLowerCase()) ?? []
    return standIn
  }

  #code(code: string): string {
    if (code.length > longestCode) return redacted
    return this.options.standInForCode(code, (standIn) => this.#secrets.hasCode(standIn))
  }

  /** The same number has the same stand-in however it is written. Its plus sign stays as written. */
  #number(digits: string, sign: string): string {
    const full = this.#secrets.toFull(digits)
    const standIn = this.options.standInForNumber(`+${full}`).slice(1)
    if (standIn === full) return sign + digits
    return sign + (full === digits ? standIn : standIn.slice(1))
  }
}
