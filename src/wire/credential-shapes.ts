import { realKeyPattern } from './key-masking.js'
import { finish, isPause, type Steps } from './steps.js'
import { uuidSource } from './uuid.js'

/** Beginnings and forms that well-known services give their keys. */
const knownShapes = new RegExp(
  [
    realKeyPattern,
    // Every form ends where its characters end, so that none is searched again from within.
    'eyJ[\\w-]{14,}(?:\\.[\\w-]*){0,4}',
    '(?:sk|pk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9+/=_-]{12,}',
    'sk-[A-Za-z0-9_-]{16,}',
    '(?:gh[opsur]|github_pat|glpat|npm|hf|shpat|dop_v1)[_-][A-Za-z0-9_-]{16,}',
    'xox[abeoprs]-[A-Za-z0-9-]{10,}',
    '(?:AKIA|ASIA)[0-9A-Z]{16}',
    'AIza[\\w-]{30,}',
    'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
    'ya29\\.[\\w-]{16,}',
  ]
    .map((shape) => `(?<![A-Za-z0-9])${shape}`)
    .join('|'),
  'g',
)

const privateKey = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g

/** A word of the alphabets of base64, base64url and hex. */
const longWord = /[A-Za-z0-9_+/=-]{20,}/g
const uuid = new RegExp(`(?<![\\da-f])${uuidSource}(?![\\da-f])`, 'gi')

/** A part of a text that looks like a credential. */
export interface Shape {
  readonly start: number
  readonly end: number
}

export interface ShapeOptions {
  /** Whether random words are no credentials here. Those that have the form of a well-known key are. */
  readonly mayLookRandom?: boolean
}

/** Finds what looks like a credential: the forms of well-known keys, and long words as random as a key. */
export function findCredentialShapes(text: string, options: ShapeOptions = {}): Shape[] {
  return finish(findCredentialShapesInSteps(text, options))
}

/** Like `findCredentialShapes`, with breaks. */
export function* findCredentialShapesInSteps(
  text: string,
  { mayLookRandom = false }: ShapeOptions = {},
): Steps<Shape[]> {
  if (text.length < 16 || !mayHaveShape.test(text)) return []
  const found: Shape[] = []
  let count = 0
  for (const pattern of [knownShapes, privateKey]) {
    for (const { 0: word, index } of text.matchAll(pattern)) {
      // Base64 of JSON is also what IDs and cursors look like; a token has parts.
      if (!mayLookRandom || !/^eyJ[^.]*$/.test(word)) found.push({ start: index, end: index + word.length })
      if (isPause(count++)) yield
    }
    yield
  }
  if (mayLookRandom) return found
  for (const { 0: word, index } of text.matchAll(longWord)) {
    let start = 0
    for (const id of word.length < 36 ? [] : word.matchAll(uuid)) {
      addIfRandom(word.slice(start, id.index), index + start)
      start = id.index + id[0].length
      if (isPause(count++)) yield
    }
    addIfRandom(word.slice(start), index + start)
    if (isPause(count++, 200)) yield
  }
  return found

  function addIfRandom(word: string, start: number): void {
    if (looksRandom(word)) found.push({ start, end: start + word.length })
  }
}

/** The shortest shape, without a search from every place. */
const mayHaveShape = /[A-Za-z0-9_+/=.-]{16}/

/** Longer words are judged by their beginning. */
const judgedLength = 512
/** Bits per character. */
const leastEntropy = 3

/**
 * Whether a word is as random as a key: 20 characters or more that change between letters, capitals and digits more often
 * than names, paths and dates do. An MD5 sum and a key in hex cannot be told apart, so both count.
 */
function looksRandom(word: string): boolean {
  if (word.length < 20 || /^\d+$/.test(word)) return false
  const judged = word.slice(0, judgedLength)
  if (judged.split(/[_+/=-]+/).every(isOrdinary)) return false
  if (!/\d/.test(judged) && countChanges(judged) < judged.length * 0.45) return false
  return countChanges(judged) >= judged.length * 0.25 && entropyOf(judged) >= leastEntropy
}

/** A word, a number, both (`page12`, `2fa`), or too short to be a key. */
const isOrdinary = (part: string) =>
  part.length <= 3 || /^(?:\d+|\d{0,4}(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+){0,6})\d{0,4})$/.test(part)

/** How often the kind of character changes. */
function countChanges(word: string): number {
  let changes = 0
  let before = ''
  for (let index = 0; index < word.length; index++) {
    const kind = kindOf(word.charCodeAt(index))
    if (kind !== '' && before !== '' && kind !== before) changes++
    if (kind !== '') before = kind
  }
  return changes
}

function kindOf(unit: number): '' | 'digit' | 'capital' | 'small' {
  if (unit >= 48 && unit <= 57) return 'digit'
  if (unit >= 65 && unit <= 90) return 'capital'
  return unit >= 97 && unit <= 122 ? 'small' : ''
}

function entropyOf(word: string): number {
  const counts = new Uint16Array(128)
  for (let index = 0; index < word.length; index++) {
    const unit = word.charCodeAt(index) & 127
    counts[unit] = (counts[unit] as number) + 1
  }
  let bits = 0
  for (const count of counts) if (count > 0) bits -= (count / word.length) * Math.log2(count / word.length)
  return bits
}

/** Names whose values are long and random, but open no door. */
const plainNames =
  /(^|[^a-z])(ids?|uuid|guid|etag|if-none-match|if-match|hash|checksum|digest|fingerprint|sha\d*|md5|content-md5|trace\w*|span\w*|cf-ray|public|public_?key|boundary|user-agent|content-type|x-request-id)$/i

/** Whether the name of a value says that it may look random. */
export const mayLookRandom = (name: string) => plainNames.test(name)
