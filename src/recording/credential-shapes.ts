import { realKeyPattern } from '../wire/masking.js'
import { uuidSource } from '../wire/uuid.js'

/** Beginnings and forms that well-known services give their keys. */
const knownShapes = new RegExp(
  [
    realKeyPattern,
    'eyJ[\\w-]{8,}\\.[\\w-]{2,}(?:\\.[\\w-]*)?',
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

/** Finds what looks like a credential: the forms of well-known keys, and long words as random as a key. */
export function findCredentialShapes(text: string): { start: number; end: number }[] {
  if (text.length < 16 || !mayHaveShape.test(text)) return []
  const found = []
  for (const pattern of [knownShapes, privateKey])
    for (const { 0: word, index } of text.matchAll(pattern)) found.push({ start: index, end: index + word.length })
  for (const { 0: word, index } of text.matchAll(longWord)) {
    let start = 0
    for (const id of word.matchAll(uuid)) {
      addIfRandom(word.slice(start, id.index), index + start)
      start = id.index + id[0].length
    }
    addIfRandom(word.slice(start), index + start)
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
  for (const character of word) {
    const kind = /\d/.test(character)
      ? 'digit'
      : /[a-z]/.test(character)
        ? 'small'
        : /[A-Z]/.test(character)
          ? 'capital'
          : ''
    if (kind !== '' && before !== '' && kind !== before) changes++
    if (kind !== '') before = kind
  }
  return changes
}

function entropyOf(word: string): number {
  const counts = new Map<string, number>()
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length)
  return bits
}

/** Names whose values are long and random, but open no door. */
const plainNames =
  /(^|[^a-z])(ids?|uuid|guid|etag|if-none-match|if-match|hash|checksum|digest|fingerprint|sha\d*|md5|content-md5|trace\w*|span\w*|cf-ray|public|public_?key|boundary|user-agent|content-type|x-request-id)$/i

/** Whether the name of a value says that it may look random. */
export const mayLookRandom = (name: string) => plainNames.test(name)
