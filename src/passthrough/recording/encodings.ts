/** The ways in which a text may be written where it is not meant to be seen: as it is, for URLs, in JSON, in HTML. */

const toLiteral = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** A pattern for a text in any of its spellings, each letter in its own. To be used with the flag `i`. */
export function spellingsOf(text: string, between = ''): string {
  return [...text].map(spellingsOfLetter).join(between)
}

function spellingsOfLetter(letter: string): string {
  const point = letter.codePointAt(0) as number
  const percent = [...new TextEncoder().encode(letter)]
    .map((byte) => `%(?:25)*${byte.toString(16).padStart(2, '0')}`)
    .join('')
  const units = Array.from(
    { length: letter.length },
    (_, index) => `\\\\{1,8}u${letter.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
  const entities = `&#0*${point};?|&#x0*${point.toString(16)};?`
  const escaped = /["'/\\]/.test(letter) ? `\\\\{0,8}${toLiteral(letter)}` : toLiteral(letter)
  return `(?:${escaped}|${percent}|${units}|${entities})`
}

/** The plus sign before a phone number. */
export const plus = `(?:${spellingsOfLetter('+')}|&plus;)`

/** What people put between the digits of a phone number. */
export const betweenDigits = '(?:[\\s().-]|%(?:25)*(?:20|28|29|2d)){0,3}'

/** Nobody spells a spelling more often than so; and a long body shall not be read as often as it has letters. */
const mostRounds = 8

/** Undoes all spellings, as often as they were applied. */
export function plainOf(text: string): string {
  let plain = text
  for (let round = 0, before = ''; round < mostRounds && before !== plain; round++) {
    before = plain
    plain = plain
      .replace(/&plus;/gi, '+')
      .replace(/&#x([\da-f]{1,6});?/gi, (_, hex: string) => toLetter(Number.parseInt(hex, 16)))
      .replace(/&#(\d{1,7});?/g, (_, decimal: string) => toLetter(Number(decimal)))
      .replace(/\\{1,8}u([\da-f]{4})/gi, (_, hex: string) => toLetter(Number.parseInt(hex, 16)))
      .replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
  }
  return plain
}

const toLetter = (point: number) => (point <= 0x10ffff ? String.fromCodePoint(point) : '')
