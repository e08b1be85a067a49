export type Cursor = readonly [number, number, number, number]

const hex = Array.from({ length: 256 }, (_, byte) => (byte < 16 ? '0' : '') + byte.toString(16))
const hex16 = (n: number) => (hex[n >>> 8] as string) + hex[n & 255]
const hex32 = (n: number) => (hex[n >>> 24] as string) + hex[(n >>> 16) & 255] + hex[(n >>> 8) & 255] + hex[n & 255]

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
    let digits = ''
    for (let i = 0; i < length; i++) digits += this.next() % 10
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
    const version = ((b & 0x0fff) | 0x4000) >>> 0
    const variant = ((c >>> 16) & 0x3fff) | 0x8000
    return `${hex16(a >>> 16)}${hex16(a & 0xffff)}-${hex16(b >>> 16)}-${hex16(version)}-${hex16(variant)}-${hex16(c & 0xffff)}${hex32(this.next())}`
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
