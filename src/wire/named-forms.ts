import type { NamedValue } from './named-value.js'
import { type SecretKind, secretKindOf } from './secret-names.js'
import { isPause, type Steps } from './steps.js'

/** A way to write a name and its value without a separator between them. */
interface Form {
  /** What a text must contain to be searched for the form. */
  readonly mark: string
  /** Group 1 is the name, if the form has one; group 2 the value, if the match contains it. */
  readonly pattern: RegExp
  /** Where the value ends that begins behind the match. The text is searched again from there. */
  readonly endOf?: (text: string, start: number, kind: SecretKind) => number
}

const attributeName = '(?:name|id|key|type|property|field)'
const attributeValue = '(?:value|content)'
const quoted = `(?:"([^"<>]*)"|'([^'<>]*)')`
const gap = '\\s[^<>]{0,400}?'

const forms: readonly Form[] = [
  // The head of a part of a multipart form: `name="password"`, and up to nine more lines.
  {
    mark: 'name',
    pattern:
      /\bname\*?=(?:[\w-]{0,20}'[\w-]{0,20}')?["']?([\w$.%[\]-]{1,80})["']?[^\r\n]{0,200}(?:\r?\n[^\r\n]{1,200}){0,9}\r?\n\r?\n/gi,
    endOf: endOfPart,
  },
  // An element with the name and one with the value: `<key>password</key><string>...`.
  {
    mark: '</',
    pattern: /<\w{1,20}>([\w$.-]{1,80})<\/\w{1,20}>\s{0,40}(?:<\w{1,20}>\s{0,40}){1,3}([^<]{1,100000})/g,
  },
  // Options of a command: `--password value`.
  { mark: '--', pattern: /(?<![\w-])--?([A-Za-z][\w-]{2,60})[ \t]{1,4}["']?(?!-)([^\s"']+)/g },
  { mark: '-', pattern: /(?<![\w-])()(?:-u|--(?:proxy-)?user)[ \t=]{1,4}["']?[^\s"':]{1,200}:([^\s"']+)/g },
  // An authorization without a name. Ordinary words may follow, too.
  { mark: ' ', pattern: /(?<!\w)()(?:Bearer|Basic)[ \t]{1,4}(?=[\w.~+/-]{0,200}[\d=])([\w.~+/-]{8,}=*)/gi },
]

/** An attribute with the name and one with the value, in either order: `<input name="password" value="...">`. */
const attributes = [
  new RegExp(`<\\w[^<>]{0,400}?\\s${attributeName}=["']?([\\w$.-]{1,80})["']?${gap}${attributeValue}=${quoted}`, 'gi'),
  new RegExp(`<\\w[^<>]{0,400}?\\s${attributeValue}=${quoted}${gap}${attributeName}=["']?([\\w$.-]{1,80})`, 'gi'),
]

/** Finds values by their names where no separator stands between them: in multipart forms, XML, HTML, and commands. */
export function* findOtherForms(text: string): Steps<NamedValue[]> {
  const found: NamedValue[] = []
  let count = 0
  for (const { mark, pattern: shared, endOf } of forms) {
    if (!text.includes(mark)) continue
    const pattern = new RegExp(shared)
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (isPause(count++)) yield
      const [whole, name = '', value = ''] = match
      const behind = match.index + whole.length
      const kind = name === '' ? 'credential' : secretKindOf(decodeName(name), value)
      if (kind === null) continue
      const [start, end] = endOf === undefined ? [behind - value.length, behind] : [behind, endOf(text, behind, kind)]
      if (end > start) found.push({ start, end, kind })
      pattern.lastIndex = Math.max(end, behind)
    }
    yield
  }
  if (!/<\w[^<>]*=/.test(text.slice(0, 100_000))) return found
  for (const [index, pattern] of attributes.entries()) {
    for (const match of text.matchAll(pattern)) {
      if (isPause(count++)) yield
      const [one = '', other = '', third = ''] = match.slice(1).map((group) => group ?? '')
      const [name, value] = index === 0 ? [one, other || third] : [third, one || other]
      const kind = secretKindOf(name, value)
      const start = match.index + match[0].lastIndexOf(value)
      if (kind !== null && value !== '') found.push({ start, end: start + value.length, kind })
    }
    yield
  }
  return found
}

/** The end of a part: the next boundary. Of a code or a number, the end of its line. */
function endOfPart(text: string, start: number, kind: SecretKind): number {
  const boundary = text.indexOf('\n--', start)
  const end = boundary < 0 ? text.length : boundary - (text[boundary - 1] === '\r' ? 1 : 0)
  if (kind === 'credential') return end
  const line = text.slice(start, Math.min(end, start + 1000)).search(/[\r\n]/)
  return line < 0 ? end : start + line
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
