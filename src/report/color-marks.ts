/** Colors of a text that is printed. */
export type Color = 'dim' | 'cyan' | 'green' | 'yellow' | 'red'

/** Colors a text, or returns it unchanged. */
export type Colorize = (color: Color, text: string) => string

/** The codes that begin and end a color in a terminal. */
const codes: Readonly<Record<Color, readonly [string, string]>> = {
  dim: ['2', '22'],
  cyan: ['36', '39'],
  green: ['32', '39'],
  yellow: ['33', '39'],
  red: ['31', '39'],
}

/**
 * A mark of a color, between two characters that never occur in text. Only when a text is printed, all of it is made
 * visible and the marks become escape sequences: whatever else looks like one was in someone's data. The secret differs
 * in each process, so data cannot contain a mark either.
 */
const secret = Math.random().toString(36).slice(2, 8)
const toMark = (code: string) => `\ufdd0${secret}${code}\ufdd1`
const marks = new RegExp(toMark('(\\d+)'), 'g')

/** Colors a text with marks. */
export const markColor: Colorize = (color, text) => {
  const [begin, end] = codes[color]
  return `${toMark(begin)}${text}${toMark(end)}`
}

/** Removes the marks. */
export function stripMarks(text: string): string {
  return text.replace(marks, '')
}

/** Converts the text between the marks, which stay. */
export function convertText(text: string, convert: (text: string) => string): string {
  return splitMarked(text, convert, toMark)
}

/** Converts the text between the marks, which become the escape sequences of a terminal. */
export function toTerminal(text: string, convert: (text: string) => string): string {
  return splitMarked(text, convert, (code) => `\u001b[${code}m`)
}

function splitMarked(text: string, convert: (text: string) => string, toMark: (code: string) => string): string {
  return text
    .split(marks)
    .map((part, index) => (index % 2 === 0 ? convert(part) : toMark(part)))
    .join('')
}
