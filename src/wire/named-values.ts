import { findOtherForms } from './named-forms.js'
import type { NamedValue } from './named-value.js'
import { type SecretKind, secretKindOf } from './secret-names.js'
import { finish, isPause, type Steps } from './steps.js'

/** A name and what separates it from its value, in JSON, a form, a header, XML or a log. */
const nameAndSeparator =
  /(?<![\w$.-])-{0,2}([A-Za-z_$][\w$.-]{0,79}(?:\[[\w$.-]{0,40}\]){0,4})["'`\]]{0,3}\s{0,8}(?:=>|[:=>])\s{0,8}/g
/** The user and password of a URL; of several `@` the last one ends them. */
const userInfo = /:\/\/([^\s/?#"'<>\\]+)(?=@)/g
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
    for (const [start, end, next] of valuesAt(text, at, kind)) {
      if (end > start) found.push({ start, end, kind })
      at = next
      if (isPause(count++)) yield
    }
    pattern.lastIndex = at
  }
  for (const match of text.includes('@') ? text.matchAll(userInfo) : []) {
    if (isPause(count++)) yield
    const end = match.index + match[0].length
    const start = end - (match[1] as string).length
    found.push({ start, end, kind: 'credential' })
    // The password is also one without its user.
    const colon = (match[1] as string).indexOf(':')
    if (colon >= 0) found.push({ start: start + colon + 1, end, kind: 'credential' })
  }
  for (const value of yield* findOtherForms(text)) found.push(value)
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

type Value = readonly [start: number, end: number, next: number]

/** The value at a place, or all values in a list or an object. Only what opens doors is passed on to what is below it. */
function* valuesAt(text: string, place: number, kind: SecretKind): Generator<Value> {
  const at = skipComment(text, place)
  const isOpening = text[at] === '[' || (text[at] === '{' && (kind === 'credential' || kind === 'code'))
  if (isOpening) yield* valuesInside(text, at)
  else if (/^(?:[|>][+-]?\d?[ \t]*\r?\n|- )/.test(text.slice(at, at + 16))) yield* linesOf(text, at)
  else if (text.startsWith('<![CDATA[', at)) yield readCdata(text, at + '<![CDATA['.length)
  else yield readValue(text, at)
}

/** The lines of a block or a list of YAML, which ends where a line is indented less. */
function* linesOf(text: string, start: number): Generator<Value> {
  const line = /([ \t]*)(?:- )?([^\r\n]*)\r?\n?/y
  const isList = text[start] === '-'
  let at = isList ? start : endOfLine(text, start)
  for (let first: string | undefined; at < text.length; ) {
    line.lastIndex = at
    const [whole = '', indent = '', value = ''] = line.exec(text) ?? []
    const isItem = isList && (at === start || /^[ \t]*- /.test(whole))
    if (at !== start && !isItem && (isList || indent.length < Math.max(1, first?.length ?? 0))) return
    first ??= indent
    const end = at + whole.trimEnd().length
    const next = at + whole.length
    yield [end - value.trimEnd().length, end, next]
    if (next === at) return
    at = next
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end + 1
}

function readCdata(text: string, start: number): Value {
  const end = text.indexOf(']]>', start)
  return end < 0 ? [start, text.length, text.length] : [start, end, end + 3]
}

const longestComment = 200

function skipComment(text: string, at: number): number {
  if (!text.startsWith('/*', at)) return at
  const end = text.slice(at, at + longestComment).indexOf('*/')
  return end < 0 ? at : skipSpace(text, at + end + 2)
}

/** The values in a list or an object, at any depth, up to its end or that of the text. */
function* valuesInside(text: string, start: number): Generator<Value> {
  let depth = 0
  let at = start
  while (at < text.length) {
    const character = text[at] as string
    if (character === '[' || character === '{') depth++
    if (character === ']' || character === '}') depth--
    if (depth === 0) break
    const value = readValue(text, at)
    const [from, to, next] = value
    if (next === at) {
      at++
      continue
    }
    at = next
    const after = skipSpace(text, next)
    if (text[after] === ':' || text.slice(after, after + 2) === '=>') at = after + 1
    else if (!(text[from - 1] !== '"' && text[to - 1] === ':')) yield value
  }
  yield [at, at, Math.min(at + 1, text.length)]
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
