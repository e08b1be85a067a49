export const toBytes = (ascii: string): Uint8Array => Uint8Array.from(ascii, (character) => character.charCodeAt(0))

/** Converts a number as JSON spells it; undefined for any other text. */
export const toNumber = (text: string): number | undefined =>
  /^(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?$/.test(text) ? Number(text) : undefined

const quote = 0x22
const backslash = 0x5c

/** The value that was read last at places of one kind, where it repeats often. */
export class Memo<Value> {
  start = 0
  /** The place after the closing quote, or after the last digit. */
  end = 0
  value: Value | undefined

  /** @param convert returns undefined for a text that is unknown */
  constructor(readonly convert: (text: string) => Value | undefined) {}
}

/**
 * Reads JSON of a known spelling from bytes. A difference makes it unsound: what it returns then means nothing, and the
 * caller looks at `isSound` at the end.
 */
export class ByteScanner {
  place = 0
  isSound = true

  /** @param decode returns the ASCII text between two places */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly decode: (start: number, end: number) => string,
  ) {}

  start(place: number): void {
    this.place = place
    this.isSound = true
  }

  /** Whether a spelling comes next, which is skipped then. */
  finds(spelling: Uint8Array): boolean {
    const { bytes, place } = this
    const { length } = spelling
    for (let index = 0; index < length; index++) if (bytes[place + index] !== spelling[index]) return false
    this.place = place + length
    return true
  }

  skip(spelling: Uint8Array): void {
    if (!this.finds(spelling)) this.isSound = false
  }

  /** Reads a string of printable ASCII without escapes, after its opening quote. */
  text(spelling: Uint8Array): string {
    this.skip(spelling)
    return this.textHere()
  }

  /** Like `text`, at the place itself. */
  textHere(): string {
    const start = this.place
    const end = this.#findQuote(start)
    if (!this.isSound) return ''
    this.place = end + 1
    return this.decode(start, end)
  }

  /** The place of the last text that was skipped. */
  textPlace = 0

  /** Skips a text like `text`. @returns its length */
  skipText(spelling: Uint8Array): number {
    this.skip(spelling)
    return this.skipHere()
  }

  /** Like `skipText`, at the place itself. */
  skipHere(): number {
    const start = this.place
    this.textPlace = start
    const end = this.#findQuote(start)
    if (this.isSound) this.place = end + 1
    return end - start
  }

  /** Reads a value that is often the one before. */
  memo<Value>(spelling: Uint8Array, memo: Memo<Value>): Value | undefined {
    this.skip(spelling)
    return this.memoHere(memo)
  }

  /** Like `memo`, at the place itself. */
  memoHere<Value>(memo: Memo<Value>): Value | undefined {
    const { bytes, place } = this
    let known = memo.start
    const { end } = memo
    for (let here = place; known < end && bytes[here] === bytes[known]; here++) known++
    if (known === end && end > memo.start && this.#isEnd(place + end - memo.start)) {
      this.place = place + end - memo.start
      return memo.value
    }
    const isText = bytes[place - 1] === quote
    const stop = isText ? this.#findQuote(place) : this.#findNumberEnd(place)
    if (!this.isSound) return undefined
    const value = memo.convert(this.decode(place, stop))
    this.place = isText ? stop + 1 : stop
    if (value === undefined) {
      this.isSound = false
      return undefined
    }
    memo.start = place
    memo.end = this.place
    memo.value = value
    return value
  }

  /** Reads an integer that is not negative. */
  number(): number {
    const { bytes } = this
    const start = this.place
    let value = 0
    for (let digit = digitAt(bytes, start); digit >= 0; digit = digitAt(bytes, this.place)) {
      value = value * 10 + digit
      this.place++
    }
    const length = this.place - start
    const isWhole = length > 0 && length <= 15 && (length === 1 || bytes[start] !== 0x30)
    if (!isWhole || !this.#isEnd(this.place)) this.isSound = false
    return value
  }

  /** Whether a value ends at a place: a text with its quote, a number before what follows it. */
  #isEnd(place: number): boolean {
    const byte = this.bytes[place]
    return byte === 0x2c || byte === 0x7d
  }

  #findQuote(start: number): number {
    const { bytes } = this
    let end = start
    for (let byte = bytes[end]; byte !== quote; byte = bytes[++end]) {
      if (byte === undefined || byte < 0x20 || byte > 0x7e || byte === backslash) {
        this.isSound = false
        return start
      }
    }
    return end
  }

  #findNumberEnd(start: number): number {
    let end = start
    while (isOfNumber(this.bytes[end])) end++
    if (end === start || !this.#isEnd(end)) this.isSound = false
    return end
  }
}

function digitAt(bytes: Uint8Array, place: number): number {
  const digit = (bytes[place] ?? 0) - 0x30
  return digit >= 0 && digit <= 9 ? digit : -1
}

/** Digits, and the characters of fractions and exponents. */
function isOfNumber(byte: number | undefined): boolean {
  if (byte === undefined) return false
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2d || byte === 0x2b || byte === 0x65
}
