import { isPause, type Steps } from '../wire/steps.js'
import { uuidSource } from '../wire/uuid.js'

/** Digits that were found in a text. */
export interface FoundDigits {
  readonly start: number
  readonly end: number
  readonly kind: 'number' | 'code' | 'token'
  /** Without separators. */
  readonly digits: string
}

/** The digits of a text that belong together, as people write them: with up to three separators between two. */
interface Run {
  readonly text: string
  readonly digits: string
  /** The place of each digit. */
  readonly places: readonly number[]
  /** The index of the first digit of each group of digits without separators, and the total. */
  readonly groups: readonly number[]
}

/** IDs and times, which digits are left in. */
const kept = new RegExp(
  `(?<![\\da-f])${uuidSource}(?![\\da-f])|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)?`,
  'gi',
)

const longestCode = 15
const keyLength = 7

/** Codes and phone numbers, found by their digits while a text is read once. */
export class DigitIndex {
  readonly #codes = new Map<string, 'code' | 'token'>()
  readonly #codeLengths = new Set<number>()
  readonly #numbers = new Set<string>()
  /** Numbers by their last seven digits. */
  readonly #byEnd = new Map<number, string[]>()
  readonly #byNational = new Map<string, string>()

  addCode(digits: string, kind: 'code' | 'token'): void {
    if (!this.#codes.has(digits)) this.#codes.set(digits, kind)
    this.#codeLengths.add(digits.length)
  }

  hasCode(digits: string): boolean {
    return this.#codes.has(digits)
  }

  /** @returns whether it is new */
  addNumber(digits: string): boolean {
    if (this.#numbers.has(digits)) return false
    this.#numbers.add(digits)
    const key = Number(digits.slice(-keyLength))
    const others = this.#byEnd.get(key)
    if (others === undefined) this.#byEnd.set(key, [digits])
    else others.push(digits)
    if (!this.#byNational.has(toNational(digits))) this.#byNational.set(toNational(digits), digits)
    return true
  }

  /** The whole number that digits stand for, which may be dialed within its country. */
  toFull(digits: string): string {
    if (this.#numbers.has(digits)) return digits
    return this.#byNational.get(digits) ?? digits
  }

  *find(text: string): Steps<FoundDigits[]> {
    const found: FoundDigits[] = []
    const keptSpans = text.includes('-')
      ? Array.from(text.matchAll(kept), ({ 0: { length }, index }) => [index, index + length] as const)
      : []
    let next = 0
    let at = 0
    let count = 0
    let runs = 0
    for (;;) {
      const { run, next: end } = yield* nextRun(text, at)
      if (run === undefined) break
      at = end
      if (isPause(runs++, 500)) yield
      for (const finds of [this.#findNumbers(run), findUnknownNumbers(run), this.#findCodes(run)]) {
        for (const one of finds) {
          if (one !== null) found.push(one)
          if (one === null || isPause(count++)) yield
        }
      }
    }
    yield
    found.sort((a, b) => a.start - b.start)
    yield
    return found.filter(({ start, end }) => {
      while (next < keptSpans.length && (keptSpans[next] as readonly [number, number])[1] <= start) next++
      const span = keptSpans[next]
      return span === undefined || end <= span[0]
    })
  }

  /** Known numbers at any place: the whole one, or its last ten digits. */
  *#findNumbers({ text, digits, places }: Run): Generator<FoundDigits | null> {
    if (this.#numbers.size === 0) return
    let key = 0
    for (let end = 1; end <= digits.length; end++) {
      if (isPause(end)) yield null
      key = (key * 10 + digits.charCodeAt(end - 1) - 48) % 10 ** keyLength
      const numbers = end < keyLength ? undefined : this.#byEnd.get(key)
      if (numbers === undefined) continue
      for (const number of numbers) {
        const national = toNational(number)
        const written = [number, national].find((one) => one.length <= end && digits.startsWith(one, end - one.length))
        if (written === undefined) continue
        const start = places[end - written.length] as number
        yield { start: withPlus(text, start), end: (places[end - 1] as number) + 1, kind: 'number', digits: written }
      }
    }
  }

  /** Codes with nothing but other characters around them, also with one separator between their digits. */
  *#findCodes({ text, digits, places, groups }: Run): Generator<FoundDigits | null> {
    if (this.#codes.size === 0) return
    for (let first = 0; first < groups.length - 1; first++) {
      if (isPause(first)) yield null
      const from = groups[first] as number
      for (let next = first + 1; next < groups.length; next++) {
        const to = groups[next] as number
        if (to - from > longestCode) break
        const kind = this.#codeLengths.has(to - from) ? this.#codes.get(digits.slice(from, to)) : undefined
        const [start, end] = [places[from] as number, (places[to - 1] as number) + 1]
        if (kind !== undefined) yield { start, end, kind, digits: digits.slice(from, to) }
        // Only a single separator joins the next group.
        if (next < groups.length - 1 && ((places[to] as number) - end !== 1 || !/[\s.-]/.test(text[end] as string)))
          break
      }
    }
  }
}

/** What looks like a phone number: with a plus sign, or ten to fifteen digits that are not a Unix time. */
function* findUnknownNumbers({ text, digits, places, groups }: Run): Generator<FoundDigits | null> {
  const start = withPlus(text, places[0] as number)
  if (start < (places[0] as number) && digits[0] !== '0') {
    const end = groups.findLast((count) => count >= 7 && count <= 15)
    if (end !== undefined)
      yield { start, end: (places[end - 1] as number) + 1, kind: 'number', digits: digits.slice(0, end) }
  }
  for (let index = 0; index < groups.length - 1; index++) {
    if (isPause(index)) yield null
    const [from, to] = [groups[index] as number, groups[index + 1] as number]
    const group = to - from < 10 || to - from > 15 ? '' : digits.slice(from, to)
    if (group === '' || group.startsWith('0') || /^1(\d{9}|\d{12})$/.test(group)) continue
    yield { start: places[from] as number, end: (places[to - 1] as number) + 1, kind: 'number', digits: group }
  }
}

/** The place of the plus sign before a number, which separators may follow. */
function withPlus(text: string, start: number): number {
  for (let place = start - 1; place >= 0 && place >= start - 4; place--) {
    if (text[place] === '+') return place
    if (!isSeparator(text.charCodeAt(place))) break
  }
  return start
}

const toNational = (digits: string) => (digits.length > 10 ? digits.slice(-10) : digits)

/**
 * The next run of at least four digits from a place, and where it ends. Written as a loop: a regular expression would
 * need a stack as deep as the run is long.
 */
function* nextRun(text: string, start: number): Steps<{ run: Run | undefined; next: number }> {
  let at = start
  let count = 0
  for (; at < text.length; at++) {
    if (!isDigit(text.charCodeAt(at))) {
      if (isPause(count++)) yield
      continue
    }
    const places: number[] = []
    const groups: number[] = []
    for (let next = at; ; ) {
      groups.push(places.length)
      while (isDigit(text.charCodeAt(next))) {
        places.push(next++)
        if (isPause(places.length, 50_000)) yield
      }
      at = next
      while (next < at + 3 && isSeparator(text.charCodeAt(next))) next++
      if (!isDigit(text.charCodeAt(next))) break
      if (isPause(count++)) yield
    }
    groups.push(places.length)
    if (places.length >= 4) return { run: { text, digits: digitsAt(text, places), places, groups }, next: at }
  }
  return { run: undefined, next: at }
}

function digitsAt(text: string, places: readonly number[]): string {
  const [first, last] = [places[0] as number, places.at(-1) as number]
  if (last - first + 1 === places.length) return text.slice(first, last + 1)
  const digits = Buffer.allocUnsafe(places.length)
  for (let index = 0; index < digits.length; index++) digits[index] = text.charCodeAt(places[index] as number)
  return digits.toString('latin1')
}

const isDigit = (unit: number) => unit >= 48 && unit <= 57
/** White space, and `().-`. */
const isSeparator = (unit: number) =>
  unit === 32 || (unit >= 9 && unit <= 13) || unit === 160 || unit === 40 || unit === 41 || unit === 45 || unit === 46
