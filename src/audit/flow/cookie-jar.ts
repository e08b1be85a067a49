/** One cookie that an application has set. */
export interface Cookie {
  readonly name: string
  readonly value: string
  /** Attributes by their name in lower case; flags have an empty value. */
  readonly attributes: ReadonlyMap<string, string>
}

/** The cookies of one visitor. Paths are ignored: a login has few, and a cookie more does no harm. */
export class CookieJar {
  readonly #cookies: Map<string, Cookie>

  constructor(cookies: Iterable<Cookie> = []) {
    this.#cookies = new Map([...cookies].map((cookie) => [cookie.name, cookie]))
  }

  /** Stores the cookie of a Set-Cookie header, or removes the one that it expires. */
  store(header: string): void {
    const cookie = readCookie(header)
    if (cookie === undefined) return
    if (isExpired(cookie)) this.#cookies.delete(cookie.name)
    else this.#cookies.set(cookie.name, cookie)
  }

  /** The value of the Cookie header; undefined for an empty jar. */
  get header(): string | undefined {
    const pairs = [...this.#cookies.values()].map(({ name, value }) => `${name}=${value}`)
    return pairs.length === 0 ? undefined : pairs.join('; ')
  }

  get(name: string): Cookie | undefined {
    return this.#cookies.get(name)
  }

  get all(): readonly Cookie[] {
    return [...this.#cookies.values()]
  }

  /** A copy. @param change changes the value of each cookie */
  clone(change: (value: string) => string = (value) => value): CookieJar {
    return new CookieJar(this.all.map((cookie) => ({ ...cookie, value: change(cookie.value) })))
  }
}

/** Reads a Set-Cookie header. */
export function readCookie(header: string): Cookie | undefined {
  const [pair = '', ...attributes] = header.split(';')
  const [name, value] = split(pair)
  if (name === '') return undefined
  return { name, value, attributes: new Map(attributes.map(split).map(([key, text]) => [key.toLowerCase(), text])) }
}

function split(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return at === -1 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

function isExpired({ attributes }: Cookie): boolean {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const expires = attributes.get('expires')
  // A cookie is deleted by a date in the distant past, usually 1970; clocks need not be compared.
  return expires !== undefined && /\b(19\d\d|200\d)\b/.test(expires)
}
