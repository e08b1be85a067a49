import { uuidSource } from '../../wire/uuid.js'
import type { Exchange } from '../relay/exchange.js'
import { type RawHeaders, toPairs } from '../relay/headers.js'
import { betweenDigits, plainOf, plus, spellingsOf } from './encodings.js'
import { isPublicUrl, redacted, redactUrl } from './redact-url.js'
import { isCodeField, isNumberField, isSecretHeader, isUrlField, Secrets } from './secrets.js'

export interface RedactorOptions {
  /** The fictional number for a real one, both in E.164. */
  readonly standInForNumber: (number: string) => string
  /** A made-up code of the same length, the same for the same code. */
  readonly standInForCode: (code: string, isTaken: (code: string) => boolean) => string
  /** Names of organisations and the like that are to be taken out. */
  readonly names: readonly string[]
  /** Keys that are known from the start. */
  readonly keys: readonly string[]
}

/** Takes secrets out of what is to be written down. It learns them by their names, and finds them then in any spelling. */
export class Redactor {
  readonly #secrets = new Secrets()
  #known: (Patterns & { readonly size: number }) | undefined

  constructor(private readonly options: RedactorOptions) {
    for (const key of options.keys) this.#secrets.addToken(key)
  }

  learn(exchange: Exchange): void {
    this.#secrets.learn(exchange)
  }

  /** A text of any kind. Where something known is left in a spelling of spellings, the text is written down decoded. */
  text(text: string): string {
    const clean = this.#clean(text)
    const plain = plainOf(clean)
    return plain !== clean && this.#patterns().known.test(plain) ? this.#clean(plainOf(text)) : clean
  }

  #clean(text: string): string {
    return text.replace(this.#patterns().all, (...found) => this.#replace(found.at(-1) as Found, found[0] as string))
  }

  /** A URL that was asked for, part by part: path and query stay what they are. */
  target(url: string): string {
    const [, origin = '', rest = ''] = /^(\w+:\/\/[^/?#]*)(.*)$/s.exec(url) ?? []
    const parts = rest.split(/([/?&=;#])/).map((part) => {
      const plain = decode(part)
      const clean = this.text(plain)
      if (clean === plain) return part
      const encoded = encodeURIComponent(clean)
      return part.includes('+') ? encoded.replaceAll('%2B', '+') : encoded
    })
    return origin + parts.join('')
  }

  /** Header lines, those whole that are for secrets. */
  headers(raw: RawHeaders): { name: string; value: string }[] {
    return toPairs(raw).map(([name, value]) => {
      if (!isSecretHeader(name)) return { name, value: this.text(value) }
      const [, scheme] = /^(Bearer|Basic|Token) +\S/i.exec(value) ?? []
      return { name, value: scheme === undefined ? redacted : `${scheme} ${redacted}` }
    })
  }

  /** A text body: JSON member by member, everything else as text. */
  body(text: string): string {
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      return this.text(text)
    }
    return JSON.stringify(this.json(json))
  }

  json(value: unknown, name = '', parent?: object): unknown {
    if (Array.isArray(value)) return value.map((item) => this.json(item, name, parent))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [this.text(key), this.json(member, key, value)]),
      )
    if (typeof value === 'string') return this.#string(value, name, parent)
    if (typeof value !== 'number') return value
    if (isCodeField(name, parent)) return Number(this.#code(String(value)))
    return this.text(String(value)) === String(value) ? value : 0
  }

  #string(text: string, name: string, parent?: object): string {
    if (isCodeField(name, parent)) return this.#code(text)
    if (isNumberField(name) && text.replace(/\D/g, '').length >= 7) return this.#number(text)
    return isUrlField(name) && !isPublicUrl(text) ? this.#url(text) : this.text(text)
  }

  #patterns(): Patterns {
    const { size } = this.#secrets
    if (this.#known?.size !== size) this.#known = { ...toPatterns(this.#secrets, this.options.names), size }
    return this.#known
  }

  #replace({ kept, name, token, url, number, code }: Found, text: string): string {
    if (kept !== undefined) return text
    if (name !== undefined)
      return `Company ${1 + this.options.names.findIndex((known) => known.toLowerCase() === plainOf(name).toLowerCase())}`
    if (token !== undefined) return redacted
    if (url !== undefined) return isPublicUrl(url) ? url : this.#url(url.replaceAll('\\/', '/'))
    if (number !== undefined) return this.#number(number)
    return code === undefined ? text : this.#code(plainOf(code).replaceAll(/\s/g, ''))
  }

  #url(text: string): string {
    const [, scheme = '', host = '', rest = ''] = /^(\w+:\/\/)?([^/]*)(.*)$/s.exec(redactUrl(text)) ?? []
    return scheme + this.text(host) + rest
  }

  #code(code: string): string {
    return this.options.standInForCode(code, (standIn) => this.#secrets.codes.has(standIn))
  }

  /** The same number has the same stand-in however it is written; its plus sign stays as it was written. */
  #number(text: string): string {
    const [, sign = ''] = new RegExp(`^(${plus})`, 'i').exec(text) ?? []
    const digits = plainOf(text).replace(/\D/g, '')
    const full = this.#secrets.numbers.has(digits)
      ? digits
      : ([...this.#secrets.numbers].find((number) => isNational(digits, number)) ?? digits)
    const standIn = this.options.standInForNumber(`+${full}`).slice(1)
    return sign + (full === digits ? standIn : standIn.slice(1))
  }
}

type Found = Readonly<Partial<Record<'kept' | 'name' | 'token' | 'url' | 'number' | 'code', string>>>

/** Ten digits of a longer number: as it is dialled in its country. */
const isNational = (digits: string, number: string) =>
  digits.length === 10 && number.length > 10 && number.endsWith(digits)

const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)?'
const url = 'https?:(?:\\\\?\\/){2}[^\\s"\'<>\\\\]+(?:\\\\\\/[^\\s"\'<>\\\\]*)*'
const anyKey = 'KEY[0-9A-Z]{16,}(?:_[\\w-]+)?'

interface Patterns {
  /** In one pattern, so that what was put in place of one thing is not taken for another. */
  readonly all: RegExp
  /** What is known for certain to be secret. */
  readonly known: RegExp
}

function toPatterns({ tokens, codes, numbers }: Secrets, names: readonly string[]): Patterns {
  const longestFirst = (texts: Iterable<string>) => [...texts].sort((a, b) => b.length - a.length)
  const oneOf = (texts: Iterable<string>, between = '') => longestFirst(texts).map((text) => spellingsOf(text, between))
  const known = {
    name: oneOf(names),
    token: [...oneOf(tokens), anyKey],
    number: longestFirst(numbers).map(numberPattern),
    code: oneOf(codes, '\\s?'),
  }
  const { name, token, number, code } = known
  const all = {
    name,
    token,
    url: [url],
    kept: [`(?<![\\da-f])${uuidSource}(?![\\da-f])|${time}`],
    number: [...number, ...anyNumber],
    code,
  }
  return { all: toPattern(all, 'gi'), known: toPattern(known, 'i') }
}

const anyNumber = [`${plus}${betweenDigits}[1-9](?:${betweenDigits}\\d){6,14}(?!\\d)`, '(?<!\\d)[1-9]\\d{9,14}(?!\\d)']

function toPattern(groups: Readonly<Record<string, readonly string[]>>, flags: string): RegExp {
  const parts = Object.entries(groups).filter(([, patterns]) => patterns.length > 0)
  return new RegExp(parts.map(([group, patterns]) => `(?<${group}>${patterns.join('|')})`).join('|'), flags)
}

function numberPattern(digits: string): string {
  const national = digits.length > 10 ? digits.slice(-10) : digits
  const prefix = digits.slice(0, digits.length - national.length)
  const spelled = spellingsOf(national, betweenDigits)
  if (prefix === '') return `(?:${plus})?${spelled}`
  return `(?:(?:${plus})?${betweenDigits}${spellingsOf(prefix, betweenDigits)}${betweenDigits})?${spelled}`
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
