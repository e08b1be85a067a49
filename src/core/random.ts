export type Cursor = readonly [number, number, number, number]

/** Code units of hexadecimal digits. A text of many digits is made from its units at once, which takes half the time. */
const digitUnits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** The unit of the digit that begins at a bit. */
const unitAt = (n: number, bit: number) => digitUnits[(n >>> bit) & 15] as number

const hyphen = 0x2d
const versionFour = 0x34
/** The units that tell the variant. */
const variantUnits = digitUnits.subarray(8, 12)

const hex32 = (n: number) => n.toString(16).padStart(8, '0')

/** All pairs of decimal digits. */
const pairs = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'))

/**
 * A seeded sequence of 32-bit numbers (sfc32), for reproducible tests and not for secrets. Its cursor is part of a
 * sandbox's state, so that a restart continues the sequence instead of repeating IDs.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter: number

  constructor(cursor: Cursor) {
    ;[this.#a, this.#b, this.#c, this.#counter] = cursor
  }

  /** Seeds a sequence. The same text gives the same sequence; similar texts give unrelated ones. */
  static fromSeed(seed: string): Random {
    const random = new Random([...fnv1a(seed, 0x811c9dc5), ...fnv1a(`${seed}#`, 0x01000193)])
    for (let i = 0; i < 15; i++) random.next()
    return random
  }

  /** Continues a stored sequence. @param stored the four numbers of a cursor, as the schema of files requires */
  static fromStored(stored: readonly number[]): Random {
    const [a = 0, b = 0, c = 0, counter = 0] = stored
    return new Random([a, b, c, counter])
  }

  /** The current position; `new Random(cursor)` continues from it. */
  get cursor(): Cursor {
    return [this.#a, this.#b, this.#c, this.#counter]
  }

  /** An integer from 0 to 2^32 - 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  fraction(): number {
    return this.next() / 2 ** 32
  }

  /** Decimal digits, with leading zeros (V8). */
  digits(length: number): string {
    let digits = length % 2 === 0 ? '' : String(this.next() % 10)
    for (let i = 1; i < length; i += 2) {
      const tens = this.next() % 10
      digits += pairs[10 * tens + (this.next() % 10)]
    }
    return digits
  }

  /** Hexadecimal digits, at most 8. */
  hex(length: number): string {
    return hex32(this.next()).slice(0, length)
  }

  /** A random UUID, version 4. */
  uuid(): string {
    const a = this.next()
    const b = this.next()
    const c = this.next()
    const d = this.next()
    // biome-ignore format: a line for each part of the UUID
    return String.fromCharCode(
      unitAt(a, 28), unitAt(a, 24), unitAt(a, 20), unitAt(a, 16),
      unitAt(a, 12), unitAt(a, 8), unitAt(a, 4), unitAt(a, 0), hyphen,
      unitAt(b, 28), unitAt(b, 24), unitAt(b, 20), unitAt(b, 16), hyphen,
      versionFour, unitAt(b, 8), unitAt(b, 4), unitAt(b, 0), hyphen,
      variantUnits[(c >>> 28) & 3] as number, unitAt(c, 24), unitAt(c, 20), unitAt(c, 16), hyphen,
      unitAt(c, 12), unitAt(c, 8), unitAt(c, 4), unitAt(c, 0),
      unitAt(d, 28), unitAt(d, 24), unitAt(d, 20), unitAt(d, 16), unitAt(d, 12), unitAt(d, 8), unitAt(d, 4), unitAt(d, 0),
    )
  }
}

/** A different code of the same length. */
export function differentCode(code: string): string {
  return code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
}

/** Hashes a text that must not be stored, to 16 hexadecimal digits. Not safe for secrets. */
export function hashText(text: string): string {
  return fnv1a(text, 0x811c9dc5)
    .map((word) => hex32(word >>> 0))
    .join('')
}

/** Two 32-bit words from a text: FNV-1a forwards, and again with the first word as its basis. */
function fnv1a(text: string, basis: number): [number, number] {
  const once = (start: number) => {
    let hash = start
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    return hash
  }
  const first = once(basis)
  return [first, once(first)]
}
