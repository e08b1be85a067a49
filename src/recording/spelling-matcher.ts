import type { Steps } from '../wire/steps.js'

/** A secret that is looked for. */
export interface Indexed {
  readonly kind: 'name' | 'token' | 'code'
  /** As it was learned. */
  readonly value: string
}

/** One spelling of a secret. Longer ones than `longest` are found by seeds, from which the match is extended. */
interface Pattern {
  /** Normalized. */
  readonly form: string
  /** The end of the hashed characters within the form, and of the seed that they belong to. */
  readonly end: number
  readonly secret: Indexed
  readonly isWord: boolean
}

/** The longest form that is compared as a whole. */
export const longest = 64
const seedLength = 32
const seedDistance = 1024

/** Bits of the filter of hashes. */
const filterBits = 22

/**
 * Patterns by a hash of their last characters. A text is searched by rolling that hash over it, so the time depends on
 * the text, not on the number of patterns, and patterns are added at any time.
 */
class Grams {
  readonly #filter = new Uint8Array(1 << (filterBits - 3))
  readonly #patterns = new Map<number, Pattern[]>()

  /** @param width the number of characters that are hashed */
  constructor(
    readonly width: 4 | 8,
    private readonly table: Int32Array,
  ) {}

  get isEmpty(): boolean {
    return this.#patterns.size === 0
  }

  add(pattern: Pattern): void {
    const hash = this.#hashOf(pattern)
    const bit = hash >>> (32 - filterBits)
    this.#filter[bit >>> 3] = (this.#filter[bit >>> 3] as number) | (1 << (bit & 7))
    const others = this.#patterns.get(hash)
    if (others === undefined) this.#patterns.set(hash, [pattern])
    else others.push(pattern)
  }

  /** The number of patterns that have to be compared where this one may be. */
  countLike(pattern: Pattern): number {
    return this.#patterns.get(this.#hashOf(pattern))?.length ?? 0
  }

  #hashOf({ form, end }: Pattern): number {
    let hash = 0
    for (let index = end - this.width; index < end; index++)
      hash = roll(hash, form.charCodeAt(index), this.width, this.table)
    return hash
  }

  /** The patterns whose hashed characters have this hash; undefined for nearly every other hash. */
  lookUp(hash: number): readonly Pattern[] | undefined {
    const bit = hash >>> (32 - filterBits)
    return ((this.#filter[bit >>> 3] as number) & (1 << (bit & 7))) === 0 ? undefined : this.#patterns.get(hash)
  }
}

function roll(hash: number, unit: number, width: 4 | 8, table: Int32Array): number {
  return ((hash << (width === 8 ? 4 : 8)) + (unit < 256 ? (table[unit] as number) : Math.imul(unit, 0x9e3779b1))) | 0
}

/** A table of well-mixed numbers, the same for characters that `normalize` maps to the same one. */
function createTable(normalize: (character: string) => string): Int32Array {
  return Int32Array.from({ length: 256 }, (_, unit) => {
    const mapped = normalize(String.fromCharCode(unit)).charCodeAt(0) + 1
    const mixed = Math.imul(mapped ^ (mapped << 13), 0x85ebca6b)
    return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) ^ (mixed << 7)
  })
}

/** Lower case, of the same length. */
export const fold = (text: string) => text.replace(/[A-Z\xc0-\xd6\xd8-\xde]+/g, (letters) => letters.toLowerCase())
/** Base64 in the alphabet of base64url. */
export const toUrlAlphabet = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')

/** A pattern hashed at one of four places, where the fewest others have the same characters: many keys begin or end alike. */
function leastCommon(grams: Grams, pattern: Pattern): Pattern {
  const { form } = pattern
  let [best, fewest] = [pattern, grams.countLike(pattern)]
  for (const part of [0, 1 / 3, 2 / 3]) {
    if (fewest === 0) break
    const other = { ...pattern, end: grams.width + Math.floor((form.length - grams.width) * part) }
    const count = grams.countLike(other)
    if (count < fewest) [best, fewest] = [other, count]
  }
  return best
}

/** The characters that are searched without a break. */
const partLength = 16 * 1024

interface Part {
  readonly from: number
  readonly to: number
  /** Where the longest match of a form ends. */
  readonly extended: Map<string, number>
  readonly onFound: (start: number, end: number, pattern: Pattern) => void
}

/** One way to compare: with its own normalization and tables. */
export class Matcher {
  readonly #table: Int32Array
  readonly #grams: readonly [Grams, Grams]
  readonly #forms = new Set<string>()

  constructor(private readonly normalize: (text: string) => string) {
    this.#table = createTable(normalize)
    this.#grams = [new Grams(4, this.#table), new Grams(8, this.#table)]
  }

  add(written: string, secret: Indexed, isWord: boolean): void {
    const form = this.normalize(written)
    if (this.#forms.has(form)) return
    this.#forms.add(form)
    const grams = this.#grams[form.length < 8 ? 0 : 1]
    if (form.length <= longest) {
      grams.add(leastCommon(grams, { form, end: form.length, secret, isWord }))
      return
    }
    const seeds = new Set<string>()
    for (let end = seedLength; ; end = Math.min(end + seedDistance, form.length)) {
      const seed = form.slice(end - seedLength, end)
      if (!seeds.has(seed)) grams.add({ form, end, secret, isWord })
      seeds.add(seed)
      if (end === form.length) return
    }
  }

  *find(text: string, onFound: (start: number, end: number, pattern: Pattern) => void): Steps {
    const extended = new Map<string, number>()
    if (this.#grams[0].isEmpty && this.#grams[1].isEmpty) return
    for (let from = 0; from < text.length; from += partLength) {
      if (from > 0) yield
      this.#findInPart(text, { from, to: Math.min(from + partLength, text.length), extended, onFound })
    }
  }

  /** Finds what ends in a part of a text. */
  #findInPart(text: string, { from: first, to: last, extended, onFound }: Part): void {
    const onCandidate = (end: number, patterns: readonly Pattern[]) => {
      for (const pattern of patterns) {
        const { form } = pattern
        if (form.length <= longest) {
          const start = end - pattern.end
          if (start >= 0 && this.normalize(text.slice(start, start + form.length)) === form)
            onFound(start, start + form.length, pattern)
          continue
        }
        const start = end - seedLength
        if (start < 0 || (extended.get(form) ?? 0) > start) continue
        if (this.normalize(text.slice(start, end)) !== form.slice(pattern.end - seedLength, pattern.end)) continue
        const to = this.#extend(text, end, form, pattern.end)
        const from = this.#extendBack(text, start, form, pattern.end - seedLength)
        extended.set(form, to)
        onFound(from, to, pattern)
      }
    }
    const [four, eight] = this.#grams
    const table = this.#table
    let [short, long] = [0, 0]
    // The hashes depend on the last eight characters only.
    for (let index = Math.max(0, first - 8); index < last; index++) {
      const unit = text.charCodeAt(index)
      const mixed = unit < 256 ? (table[unit] as number) : Math.imul(unit, 0x9e3779b1)
      short = ((short << 8) + mixed) | 0
      long = ((long << 4) + mixed) | 0
      if (index < first) continue
      const patterns = four.lookUp(short)
      if (patterns !== undefined) onCandidate(index + 1, patterns)
      const others = eight.lookUp(long)
      if (others !== undefined) onCandidate(index + 1, others)
    }
  }

  /** Where a match that ends here, and at a place of the form, ends if it is extended. The pieces grow, so this is linear. */
  #extend(text: string, end: number, form: string, at: number): number {
    let [to, position] = [end, at]
    for (let size = longest; to < text.length && position < form.length; size *= 2) {
      const piece = this.normalize(text.slice(to, to + size))
      const wanted = form.slice(position, position + size)
      const most = Math.min(piece.length, wanted.length)
      let count = 0
      while (count < most && piece.charCodeAt(count) === wanted.charCodeAt(count)) count++
      to += count
      position += count
      if (count < size) break
    }
    return to
  }

  #extendBack(text: string, start: number, form: string, at: number): number {
    let [from, position] = [start, at]
    for (let size = longest; from > 0 && position > 0; size *= 2) {
      const most = Math.min(size, from, position)
      const piece = this.normalize(text.slice(from - most, from))
      const wanted = form.slice(position - most, position)
      let count = 0
      while (count < most && piece.charCodeAt(most - count - 1) === wanted.charCodeAt(most - count - 1)) count++
      from -= count
      position -= count
      if (count < size) break
    }
    return from
  }
}
