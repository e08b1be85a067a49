/** JSON is nested deeper than allowed. */
export class TooDeepError extends Error {
  override readonly name = 'TooDeepError'
}

/** A list that is in no other list, whose items are parsed in parts. */
interface List {
  readonly items: unknown[]
  /** Levels of nesting around its items. */
  readonly depth: number
  /** The place of the part that is collected. Characters from the start. */
  start: number
}

/** Items are parsed together until they are this long. Characters. */
const partLength = 64 * 1024

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const isOpening = (unit: number) => unit === 0x7b || unit === 0x5b
const isClosing = (unit: number) => unit === 0x7d || unit === 0x5d

/**
 * Parses long JSON piece by piece, while it arrives: the lists in objects in parts, the rest at the end. The
 * result and what is refused are the same as with `JSON.parse`; no step takes long.
 *
 * @example
 * ```ts
 * const json = new LongJson(200)
 * for await (const text of texts) json.add(text)
 * const file = json.end()
 * ```
 */
export class LongJson {
  /** Everything but the items of lists, which are numbered instead. */
  #rest = ''
  readonly #lists: List[] = []
  #list: List | undefined
  /** The items of the list that were not parsed yet. */
  #part = ''
  #depth = 0
  #isInString = false
  #isEscaped = false
  #hasLists = false
  /** The characters before the current text. */
  #before = 0

  /** @param deepest levels of nesting */
  constructor(private readonly deepest: number) {}

  /**
   * Reads the next piece of the text.
   *
   * @throws {SyntaxError} if it is not valid JSON
   * @throws {TooDeepError}
   */
  add(text: string): void {
    let copied = 0
    const take = (end: number) => {
      if (this.#list === undefined) this.#rest += text.slice(copied, end)
      else this.#part += text.slice(copied, end)
      copied = end
    }
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (unit === backslash) this.#isEscaped = true
        else if (unit === quote) this.#isInString = false
      } else if (unit === quote) this.#isInString = true
      else if (isOpening(unit)) {
        if (this.#depth === 0) this.#hasLists = unit === 0x7b
        if (++this.#depth > this.deepest) throw new TooDeepError()
        if (unit !== 0x5b || !this.#hasLists || this.#list !== undefined) continue
        take(at + 1)
        this.#rest += String(this.#lists.length)
        this.#list = { items: [], depth: this.#depth, start: this.#before + at + 1 }
        this.#lists.push(this.#list)
      } else if (isClosing(unit)) {
        if (this.#depth-- !== this.#list?.depth) continue
        take(at)
        this.#parsePart(this.#list, { isLast: true })
        this.#list = undefined
      } else if (unit === comma && this.#depth === this.#list?.depth) {
        if (this.#part.length + at - copied < partLength) continue
        take(at)
        this.#parsePart(this.#list, { isLast: false })
        copied = at + 1
        this.#list.start = this.#before + copied
      }
    }
    take(text.length)
    this.#before += text.length
  }

  /** @returns the value @throws {SyntaxError} if the text is not valid JSON, or not complete */
  end(): unknown {
    if (this.#list !== undefined) throw new SyntaxError('Unexpected end of JSON input')
    const value = this.#parseRest()
    if (this.#hasLists) this.#fillIn(value as object)
    return value
  }

  /** Puts the lists in the places of their numbers. */
  #fillIn(object: object): void {
    for (const [name, member] of Object.entries(object)) {
      if (Array.isArray(member)) {
        const { items } = this.#lists[member[0]] as List
        // Defined instead of assigned: the name may be `__proto__`.
        Object.defineProperty(object, name, { value: items, writable: true, enumerable: true, configurable: true })
      } else if (typeof member === 'object' && member !== null) this.#fillIn(member)
    }
  }

  #parseRest(): unknown {
    try {
      return JSON.parse(this.#rest)
    } catch (error) {
      // The place is another one in the whole text.
      if (this.#lists.length === 0) throw error
      throw new SyntaxError((error as Error).message.replace(/ (?:in JSON )?at position.*$/s, ''))
    }
  }

  #parsePart({ items, start }: List, { isLast }: { isLast: boolean }): void {
    const part = this.#part
    this.#part = ''
    if (!/\S/.test(part)) {
      if (isLast && items.length === 0 && !/[^ \t\r\n]/.test(part)) return
      throw new SyntaxError(`Unexpected token '${isLast ? ']' : ','}' in JSON at position ${start + part.length}`)
    }
    try {
      for (const item of JSON.parse(`[${part}]`) as unknown[]) items.push(item)
    } catch (error) {
      const toWhole = (_: string, place: string) => `at position ${start + Number(place) - 1}`
      throw new SyntaxError((error as Error).message.replace(/at position (\d+)(?: \(line \d+ column \d+\))?/, toWhole))
    }
  }
}
