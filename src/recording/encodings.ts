/** The ways a secret may be encoded in a recording: as it is, percent-encoded, escaped in JSON, or as HTML entities. */

const toLiteral = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** A pattern for a text in any encoding, even a different one for each character. Use it with the flag `i`. */
export function encodingsOf(text: string, between = ''): string {
  return [...text].map(encodingsOfCharacter).join(between)
}

function encodingsOfCharacter(character: string): string {
  const point = character.codePointAt(0) as number
  const percent = [...new TextEncoder().encode(character)]
    .map((byte) => `%(?:25)*${byte.toString(16).padStart(2, '0')}`)
    .join('')
  const units = Array.from(
    { length: character.length },
    (_, index) => `\\\\{1,8}u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
  const entities = `&#0*${point};?|&#x0*${point.toString(16)};?`
  const escaped = /["'/\\]/.test(character) ? `\\\\{0,8}${toLiteral(character)}` : toLiteral(character)
  return `(?:${escaped}|${percent}|${units}|${entities})`
}

/** The plus sign before a phone number. */
export const plus = `(?:${encodingsOfCharacter('+')}|&plus;)`

/** Separators that people write between the digits of a phone number. */
export const betweenDigits = '(?:[\\s().-]|%(?:25)*(?:20|28|29|2d)){0,3}'

/** The limit keeps long bodies fast; nested encodings are never deeper. */
const mostRounds = 8

/** Decodes all encodings, as often as they were applied. */
export function decodeAll(text: string): string {
  let plain = text
  for (let round = 0, before = ''; round < mostRounds && before !== plain; round++) {
    before = plain
    plain = plain
      .replace(/&plus;/gi, '+')
      .replace(/&#x([\da-f]{1,6});?/gi, (_, hex: string) => toCharacter(Number.parseInt(hex, 16)))
      .replace(/&#(\d{1,7});?/g, (_, decimal: string) => toCharacter(Number(decimal)))
      .replace(/\\{1,8}u([\da-f]{4})/gi, (_, hex: string) => toCharacter(Number.parseInt(hex, 16)))
      .replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
  }
  return plain
}

const toCharacter = (point: number) => (point <= 0x10ffff ? String.fromCodePoint(point) : '')
