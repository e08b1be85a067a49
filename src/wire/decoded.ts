import { finish, isPause, type Steps } from './steps.js'

/** A text in one level of decoding, and where each of its characters came from. */
export interface Level {
  readonly text: string
  /** The start and the end in the original text of each character; undefined at the level of the original text itself. */
  readonly starts: Int32Array | undefined
  readonly ends: Int32Array | undefined
}

/** The limit keeps hostile bodies fast; nested encodings are never deeper. */
const mostLevels = 9

/** Characters that are not seen, or only as a mark on the one before them, and the colors of a terminal. */
const unseen =
  '[\\0\\xad\\u0300-\\u036f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0]'
/** Letters and digits in other shapes: full-width, circled, of mathematics, and the tags that spell them unseen. */
const lookalike =
  '[\\u2460-\\u2468\\u24b6-\\u24ea\\uff01-\\uff5e]|\\ud835[\\udc00-\\udfff]|\\ud83c[\\udd30-\\udd49]|\\udb40[\\udc00-\\udc7f]'

const encoded = new RegExp(
  [
    '(?:%[\\da-f]{2}){1,4096}|%u[\\da-f]{4}',
    '\\\\{1,8}u(?:[\\da-f]{4}|\\{[\\da-f]{1,6}\\})|\\\\{1,8}x[\\da-f]{2}|\\\\[0-3][0-7]{2}|\\\\["\'\\\\/bfnrt]',
    `${unseen}{1,64}|\\x1b\\[[\\d;]{0,16}[a-z]`,
    '&#x0{0,8}[\\da-f]{1,6};?|&#0{0,8}\\d{1,7};?|&(?:amp|quot|apos|lt|gt|plus|nbsp|num|equals|colon);?',
    lookalike,
  ].join('|'),
  'gi',
)
const mayEscape = new RegExp(`[%\\\\&\\x1b]|${unseen}|${lookalike}`)

/**
 * Yields a text as it is, and then with one layer after another of its encodings removed: percent-encoding, escapes of
 * JSON and JavaScript, HTML entities, characters that are not seen, and letters in other shapes. A secret that was
 * encoded once, twice or in mixed spellings is plain in one of the levels.
 */
export function* levelsOf(text: string): Generator<Level> {
  let level: Level | undefined = firstLevel(text)
  for (let depth = 0; level !== undefined; depth++) {
    yield level
    level = finish(decodeLevel(level, depth))
  }
}

/** The level of a text itself. */
export const firstLevel = (text: string): Level => ({ text, starts: undefined, ends: undefined })

/** The next level after one of this depth; undefined after the last. */
export function* decodeLevel(level: Level, depth: number): Steps<Level | undefined> {
  return depth < mostLevels - 1 && mayEscape.test(level.text) ? yield* decodeOnce(level) : undefined
}

/** Decodes all encodings, as often as they were applied. */
export function decodeAll(text: string): string {
  let plain = text
  for (const level of levelsOf(text)) plain = level.text
  return plain
}

/** The place of a part of a level in the original text. */
export function toSource({ starts, ends }: Level, start: number, end: number): [start: number, end: number] {
  if (starts === undefined || ends === undefined) return [start, end]
  return [starts[start] as number, ends[end - 1] as number]
}

/** Collects the decoded text and the origin of its characters. */
export class Builder {
  readonly #parts: string[] = []
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  #length = 0

  constructor(private readonly level: Level) {
    // Decoding never makes a text longer.
    this.#starts = new Int32Array(level.text.length)
    this.#ends = new Int32Array(level.text.length)
  }

  /** Adds a character, or several, that a part of the level stands for. */
  add(characters: string, start: number, end: number): void {
    const [from, to] = toSource(this.level, start, end)
    for (let index = 0; index < characters.length; index++) {
      this.#starts[this.#length] = from
      this.#ends[this.#length++] = to
    }
    this.#parts.push(characters)
  }

  copy(start: number, end: number): void {
    const { text, starts, ends } = this.level
    for (let index = start; index < end; index++) {
      this.#starts[this.#length] = starts === undefined ? index : (starts[index] as number)
      this.#ends[this.#length++] = ends === undefined ? index + 1 : (ends[index] as number)
    }
    this.#parts.push(text.slice(start, end))
  }

  build(): Level {
    return { text: this.#parts.join(''), starts: this.#starts, ends: this.#ends }
  }
}

/** Removes one layer; undefined for a text without encodings. */
function* decodeOnce(level: Level): Steps<Level | undefined> {
  let built: Builder | undefined
  let done = 0
  let count = 0
  for (const { 0: found, index } of level.text.matchAll(encoded)) {
    built ??= new Builder(level)
    built.copy(done, index)
    done = index + found.length
    if (/^%[\da-f]{2}/i.test(found)) addPercentEncoded(built, found, index)
    else built.add(decodeEscape(found), index, done)
    if (isPause(count++) || found.length > 1000) yield
  }
  built?.copy(done, level.text.length)
  return built?.build()
}

const named: Readonly<Record<string, string>> = {
  ...{ amp: '&', quot: '"', apos: "'", lt: '<', gt: '>', plus: '+', nbsp: ' ', num: '#', equals: '=', colon: ':' },
}
const short: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function decodeEscape(found: string): string {
  if (!/^[&%\\]/.test(found)) return toCommonShape(found)
  if (/^\\[0-3]/.test(found)) return String.fromCharCode(Number.parseInt(found.slice(1), 8))
  if (found.startsWith('&')) {
    const name = found.slice(1).replace(/;$/, '').toLowerCase()
    if (name.startsWith('#x')) return toCharacter(Number.parseInt(name.slice(2), 16))
    return name.startsWith('#') ? toCharacter(Number(name.slice(1))) : (named[name] ?? '')
  }
  const [, digits] = /^(?:%|\\+)[ux]\{?([\da-f]+)/i.exec(found) ?? []
  if (digits !== undefined) return toCharacter(Number.parseInt(digits, 16))
  const letter = found.slice(1)
  return short[letter] ?? letter
}

/** The usual shape of a letter or digit; nothing for a character that is not seen. */
function toCommonShape(found: string): string {
  const point = found.codePointAt(0) as number
  if (point >= 0xe0020 && point < 0xe007f) return String.fromCharCode(point - 0xe0000)
  if (point < 0x2460 || (point > 0x24ea && point < 0xff01) || (point > 0xff5e && point < 0x1d400)) return ''
  if (point > 0x1f149) return ''
  const shape = found.normalize('NFKC')
  return shape.length > found.length ? found : shape
}

const toCharacter = (point: number) => (point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd')

/** Adds UTF-8 that is written as a sign and two hexadecimal digits for each byte, character by character. */
export function addPercentEncoded(built: Builder, found: string, start: number): void {
  for (let index = 0; index < found.length; ) {
    const end = Math.min(
      index + 3 * sizeOfCharacter(Number.parseInt(found.slice(index + 1, index + 3), 16)),
      found.length,
    )
    const character = decodePercent(found.slice(index, end).replaceAll('=', '%'))
    // An invalid character is one byte, so that an ASCII character behind it is found.
    const next = character === undefined ? index + 3 : end
    built.add(character ?? '\ufffd', start + index, start + next)
    index = next
  }
}

function sizeOfCharacter(byte: number): number {
  if (byte >= 0xf0) return 4
  if (byte >= 0xe0) return 3
  return byte >= 0xc0 ? 2 : 1
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
