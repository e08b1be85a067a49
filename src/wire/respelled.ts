import { addPercentEncoded, Builder, type Level } from './decoded.js'
import { isPause, type Steps } from './steps.js'

/** A text with one way of spelling removed that only some texts have, and that would spoil others. */
interface Respelling {
  /** Whether the names of values count in it, and not only secrets that are known. */
  readonly hasNames: boolean
  /** Whether a text may be spelled this way; fast, and wrong for no text that is. */
  readonly mayApply: RegExp
  readonly respell: (level: Level) => Steps<Level>
}

/** Replaces each match of a pattern. */
function replaceEach(
  pattern: RegExp,
  replace: (built: Builder, found: string, start: number) => void,
): (level: Level) => Steps<Level> {
  return function* (level) {
    const built = new Builder(level)
    let done = 0
    let count = 0
    for (const { 0: found, index } of level.text.matchAll(pattern)) {
      built.copy(done, index)
      done = index + found.length
      replace(built, found, index)
      if (isPause(count++) || found.length > 1000) yield
    }
    built.copy(done, level.text.length)
    yield
    return built.build()
  }
}

const drop = () => {}

/** `=73=65`, with lines that end in `=`. */
const quotedPrintable = replaceEach(/(?:=[\da-f]{2}){1,4096}|=\r?\n/gi, (built, found, start) => {
  if (!/^=\r?\n/.test(found)) addPercentEncoded(built, found, start)
})

/** `\73 \65` of CSS. */
const cssEscapes = replaceEach(/\\[\da-f]{1,6}\s?/gi, (built, found, start) => {
  const point = Number.parseInt(found.slice(1), 16)
  const character = point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
  built.add(character.length > found.length ? '\ufffd' : character, start, start + found.length)
})

/** Hex digits with separators: `73:65`, `73 65`, `0x73, 0x65`, and dumps with an address and the text on each line. */
const hexWithSeparators = replaceEach(
  /(?<=[\da-f]{2})(?:[ \t]{2,8}[^\n]{0,80}\r?\n[\da-f]{4,16}:?[ \t]{1,8}|["']?[\s:,;.|_-]{1,4}["']?(?:0x|\\\\?x)?|(?:0x|\\\\?x))(?=[\da-f]{2})/gi,
  drop,
)

/** `[115, 101]`. */
const decimalBytes = replaceEach(/(?<!\d)\d{1,3}(?!\d)(?:["']?[\s,;|]{1,4}["']?)?/g, (built, found, start) => {
  const byte = Number.parseInt(found, 10)
  built.add(byte < 256 ? String.fromCharCode(byte) : '\ufffd', start, start + (/^\d+/.exec(found)?.[0].length ?? 1))
})

/** Texts in several pieces: on lines, between tags, or in strings that follow each other. */
const pieces = replaceEach(/=?\r?\n[ \t>]{0,8}|<[^<>]{0,200}>|["'`]\s{0,4}[+.,&]?\s{0,4}["'`]/g, drop)

const mostBetween = 5
const mayStandBetween = /[\s,.:;_|/*+"'`~-]/

/** `s e c r e t`, and with other separators, which must be the same ones throughout. */
function* spacedLetters(level: Level): Steps<Level> {
  const { text } = level
  const built = new Builder(level)
  let done = 0
  for (let at = 0; at < text.length; at++) {
    if (isPause(at)) yield
    if (!mayStandBetween.test(text[at + 1] ?? '')) continue
    const run = runOfLetters(text, at)
    if (run === undefined) continue
    built.copy(done, at)
    for (const place of run.places) built.add(text[place] as string, place, place + 1)
    done = run.end
    at = run.end - 1
    if (run.places.length > 100) yield
  }
  built.copy(done, text.length)
  return built.build()
}

/** A longer run is read in parts, with breaks. Letters. */
const longestRun = 1000

/** At least four letters with the same separator between them. */
function runOfLetters(text: string, start: number): { places: number[]; end: number } | undefined {
  for (let width = 1; width <= mostBetween && mayStandBetween.test(text[start + width] ?? ''); width++) {
    const separator = text.slice(start + 1, start + 1 + width)
    const places = [start]
    let at = start
    while (at + width + 1 < text.length && text.startsWith(separator, at + 1)) {
      if (places.length === longestRun) return { places, end: at + 1 + width }
      at += width + 1
      places.push(at)
    }
    if (places.length >= 4) return { places, end: at + 1 }
  }
  return undefined
}

const respellings: readonly Respelling[] = [
  { hasNames: true, mayApply: /=[\da-f]{2}|=\r?\n/i, respell: quotedPrintable },
  { hasNames: true, mayApply: /\\[\da-f]{2}/i, respell: cssEscapes },
  {
    hasNames: false,
    mayApply: /[\da-f]{2}["']?[\s:,;.|_\\0-]{1,4}["']?x?[\da-f]{2}["']?[\s:,;.|_\\0-]{1,4}["']?x?[\da-f]{2}/i,
    respell: hexWithSeparators,
  },
  { hasNames: false, mayApply: /\d["']?[\s,;|]{1,4}["']?\d{1,3}["']?[\s,;|]{1,4}["']?\d/, respell: decimalBytes },
  { hasNames: false, mayApply: /[\n<]|["'`]\s{0,4}[+.,&]?\s{0,4}["'`]/, respell: pieces },
  {
    hasNames: false,
    mayApply: /\S([\s,.:;_|/*+"'`~-]{1,5})\S\1\S\1\S/,
    respell: spacedLetters,
  },
]

/** Shorter texts have no room for a spelled secret. */
const shortest = 7

/** A level in another spelling. */
export interface Respelled {
  readonly hasNames: boolean
  readonly read: () => Steps<Level>
}

/**
 * Finds a level once more for each way in which its secrets may be spelled that cannot be told from ordinary text:
 * quoted-printable, CSS escapes, bytes as numbers, letters with separators, and texts in pieces.
 *
 * @param onlyNamed leaves out the spellings in which only known secrets count
 */
export function* respell(level: Level, onlyNamed = false): Steps<Respelled[]> {
  const found: Respelled[] = []
  if (level.text.length < shortest) return found
  for (const { hasNames, mayApply, respell } of respellings)
    if ((hasNames || !onlyNamed) && (yield* occurs(mayApply, level.text)))
      found.push({ hasNames, read: () => respell(level) })
  return found
}

const windowLength = 16 * 1024
const longestMatch = 64

/** Whether a pattern of a few characters occurs in a text. With breaks. */
function* occurs(pattern: RegExp, text: string): Steps<boolean> {
  if (text.length <= windowLength) return pattern.test(text)
  for (let at = 0; at < text.length; at += windowLength) {
    if (pattern.test(text.slice(at, at + windowLength + longestMatch))) return true
    yield
  }
  return false
}
