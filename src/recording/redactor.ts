import { realKeyPattern } from '../wire/masking.js'
import { uuidSource } from '../wire/uuid.js'
import { betweenDigits, decodeAll, encodingsOf, plus } from './encodings.js'
import type { HeaderLine, RecordedExchange } from './exchange.js'
import { isPublicUrl, redacted, redactUrl } from './redact-url.js'
import { isCodeField, isNumberField, isSecretHeader, isUrlField, Secrets } from './secrets.js'

export interface RedactorOptions {
  /** The number to write in place of another, both in E.164. The same number for a number that may be written. */
  readonly standInForNumber: (number: string) => string
  /** The code to write in place of another, of the same length, and always the same for the same code. */
  readonly standInForCode: (code: string, isTaken: (code: string) => boolean) => string
  /** What to write in place of names, of organizations for example. */
  readonly standInsForNames: ReadonlyMap<string, string>
  /** API keys that are known from the start. */
  readonly keys: readonly string[]
}

/**
 * Removes secrets from recordings. It learns them from the names of headers and fields, and then finds them anywhere and
 * in any encoding.
 */
export class Redactor {
  readonly #secrets = new Secrets()
  #known: (Patterns & { readonly size: number }) | undefined

  constructor(private readonly options: RedactorOptions) {
    for (const key of options.keys) this.#secrets.addToken(key)
  }

  /** Learns the secrets of an exchange. Call it before anything of the exchange is redacted. */
  learn(exchange: RecordedExchange): void {
    this.#secrets.learn(exchange)
  }

  /** Redacts a text of any kind. If a known secret remains below several encodings, the decoded text is redacted instead. */
  text(text: string): string {
    const clean = this.#replaceAll(text)
    const plain = decodeAll(clean)
    return plain !== clean && this.#patterns().known.test(plain) ? this.#replaceAll(decodeAll(text)) : clean
  }

  #replaceAll(text: string): string {
    return text.replace(this.#patterns().all, (...found) => this.#replace(found.at(-1) as Found, found[0] as string))
  }

  /** Redacts a request URL part by part, so that path and query keep their structure. */
  url(url: string): string {
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

  /** Redacts header lines; the value of a header made for secrets is removed completely. */
  headers(lines: readonly HeaderLine[]): { name: string; value: string }[] {
    return lines.map(([name, value]) => {
      if (!isSecretHeader(name)) return { name, value: this.text(value) }
      const [, scheme] = /^(Bearer|Basic|Token) +\S/i.exec(value) ?? []
      return { name, value: scheme === undefined ? redacted : `${scheme} ${redacted}` }
    })
  }

  /** Redacts a body: JSON field by field, anything else as text. */
  body(text: string): string {
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      return this.text(text)
    }
    return JSON.stringify(this.#json(json))
  }

  #json(value: unknown, name = '', parent?: object): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#json(item, name, parent))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [this.text(key), this.#json(member, key, value)]),
      )
    if (typeof value === 'string') return this.#string(value, name, parent)
    if (typeof value !== 'number') return value
    if (isCodeField(name, parent)) return Number(this.#code(String(value)))
    return this.text(String(value)) === String(value) ? value : 0
  }

  #string(text: string, name: string, parent?: object): string {
    if (isCodeField(name, parent)) return this.#code(text)
    if (isNumberField(name) && text.replace(/\D/g, '').length >= 7) return this.#number(text)
    return isUrlField(name) && !isPublicUrl(text) ? this.#fieldUrl(text) : this.text(text)
  }

  #patterns(): Patterns {
    const { size } = this.#secrets
    if (this.#known?.size !== size)
      this.#known = { ...toPatterns(this.#secrets, [...this.options.standInsForNames.keys()]), size }
    return this.#known
  }

  #replace({ kept, name, token, url, number, code }: Found, text: string): string {
    if (kept !== undefined) return text
    if (name !== undefined) return this.#name(decodeAll(name))
    if (token !== undefined) return redacted
    if (url !== undefined) return isPublicUrl(url) ? url : this.#fieldUrl(url.replaceAll('\\/', '/'))
    if (number !== undefined) return this.#number(number)
    return code === undefined ? text : this.#code(decodeAll(code).replaceAll(/\s/g, ''))
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
    return this.options.standInForCode(code, (standIn) => this.#secrets.codes.has(standIn))
  }

  /** The same number has the same stand-in however it is written. Its plus sign stays as written. */
  #number(text: string): string {
    const [, sign = ''] = new RegExp(`^(${plus})`, 'i').exec(text) ?? []
    const digits = decodeAll(text).replace(/\D/g, '')
    const full = this.#secrets.numbers.has(digits)
      ? digits
      : ([...this.#secrets.numbers].find((number) => isNational(digits, number)) ?? digits)
    const standIn = this.options.standInForNumber(`+${full}`).slice(1)
    if (standIn === full) return text
    return sign + (full === digits ? standIn : standIn.slice(1))
  }
}

type Found = Readonly<Partial<Record<'kept' | 'name' | 'token' | 'url' | 'number' | 'code', string>>>

/** Ten digits of a longer number, as dialed within its country. */
const isNational = (digits: string, number: string) =>
  digits.length === 10 && number.length > 10 && number.endsWith(digits)

const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)?'
const url = 'https?:(?:\\\\?\\/){2}[^\\s"\'<>\\\\]+(?:\\\\\\/[^\\s"\'<>\\\\]*)*'

interface Patterns {
  /** One pattern, so that a stand-in is never taken for another secret. */
  readonly all: RegExp
  /** The secrets that were learned. */
  readonly known: RegExp
}

function toPatterns({ tokens, codes, numbers }: Secrets, names: readonly string[]): Patterns {
  const longestFirst = (texts: Iterable<string>) => [...texts].sort((a, b) => b.length - a.length)
  const oneOf = (texts: Iterable<string>, between = '') => longestFirst(texts).map((text) => encodingsOf(text, between))
  const known = {
    name: oneOf(names),
    token: [...oneOf(tokens), realKeyPattern],
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
  const spelled = encodingsOf(national, betweenDigits)
  if (prefix === '') return `(?:${plus})?${spelled}`
  return `(?:(?:${plus})?${betweenDigits}${encodingsOf(prefix, betweenDigits)}${betweenDigits})?${spelled}`
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
