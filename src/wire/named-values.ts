import { type SecretKind, secretKindOf } from './secret-names.js'
import { finish, isPause, type Steps } from './steps.js'

/** A value in a text whose name says that it is secret. */
export interface NamedValue {
  readonly start: number
  readonly end: number
  readonly kind: SecretKind
}

/** A name and what separates it from its value, in JSON, a form, a header, XML or a log. */
const nameAndSeparator = /(?<![\w$.-])([A-Za-z_$][\w$.-]{0,79})["'`\]]{0,3}\s{0,8}(?:=>|[:=>])\s{0,8}/g
/** The head of a part of a multipart form. */
const partHead = /\bname="?([\w$.[\]-]{1,80})"?[^\r\n]{0,200}(?:\r?\n[^\r\n]{1,200}){0,3}\r?\n\r?\n/g
const scheme = /(?:bearer|basic|token|digest|negotiate|apikey)\s+/iy
const bareValue = /[^\s"'`&,;<>()[\]{}]+/y

/**
 * Finds values by their names in a text that cannot be parsed: a log, an error page, JSON that was cut off. It reads the
 * text once, from name to name.
 */
export function findNamedValues(text: string): NamedValue[] {
  return finish(findNamedValuesInSteps(text))
}

/** Like `findNamedValues`, with breaks. */
export function* findNamedValuesInSteps(text: string): Steps<NamedValue[]> {
  const found: NamedValue[] = []
  // Others may search between two steps, so that the place must be its own.
  const pattern = new RegExp(nameAndSeparator)
  let count = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (isPause(count++)) yield
    const name = match[1] as string
    let at = pattern.lastIndex
    const kind = secretKindOf(name) ?? kindOfValueAt(name, text, at)
    if (kind === null) continue
    for (const [start, end, next] of valuesAt(text, at)) {
      if (end > start) found.push({ start, end, kind })
      at = next
      if (isPause(count++)) yield
    }
    pattern.lastIndex = at
  }
  if (!text.includes('name=')) return found
  for (const match of text.matchAll(partHead)) {
    if (isPause(count++)) yield
    const start = match.index + match[0].length
    const end = endOfLine(text, start)
    const kind = secretKindOf(match[1] as string, text.slice(start, end))
    if (kind !== null && end > start) found.push({ start, end, kind })
  }
  return found
}

/** Of a name that leaves doubt, the value decides. */
function kindOfValueAt(name: string, text: string, at: number): SecretKind | null {
  if (secretKindOf(name, doubtless) === null) return null
  // The beginning decides: reading each whole value, which may go on to the end of the text, would take too long.
  const beginning = text.slice(at, at + 80)
  const [start, end] = readValue(beginning, 0)
  return secretKindOf(name, beginning.slice(start, end))
}

/** A value that is a credential wherever there is doubt. */
const doubtless = 'b7f2c9a41e'

function endOfLine(text: string, start: number): number {
  const end = text.slice(start, start + 100_000).search(/[\r\n]/)
  return end < 0 ? text.length : start + end
}

/** The value at a place, or the values of a list. */
function* valuesAt(text: string, at: number): Generator<readonly [start: number, end: number, next: number]> {
  const isList = text[at] === '['
  let place = isList ? skipSpace(text, at + 1) : at
  for (;;) {
    const [start, end, next] = readValue(text, place)
    if (next === place) return
    yield [start, end, next]
    const comma = skipSpace(text, next)
    if (!isList || text[comma] !== ',') return
    place = skipSpace(text, comma + 1)
  }
}

function readValue(text: string, at: number): readonly [start: number, end: number, next: number] {
  const quote = text[at]
  if (quote === '"' || quote === "'" || quote === '`') {
    const end = endOfQuoted(text, at + 1, quote)
    return [at + 1, end, Math.min(end + 1, text.length)]
  }
  scheme.lastIndex = at
  const start = scheme.test(text) ? scheme.lastIndex : at
  bareValue.lastIndex = start
  const end = bareValue.test(text) ? bareValue.lastIndex : start
  return [start, end, end]
}

/** The place of the closing quote; the end of the text if it was cut off. */
function endOfQuoted(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at
  }
  return text.length
}

function skipSpace(text: string, at: number): number {
  let place = at
  while (place < at + 16 && /\s/.test(text[place] ?? '')) place++
  return place
}
