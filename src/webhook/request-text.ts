import type { Outgoing } from './post.js'

const nameForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const asciiForm = /^[\t\x20-\x7e]*$/
const latinForm = /^[\t\x20-\x7e\x80-\xff]*$/

/** A request as it is sent. */
export interface RequestText {
  readonly text: string
  /** Whether all characters are ASCII; otherwise the text is sent as UTF-8. */
  readonly isAscii: boolean
}

/** A header as it is sent. */
interface HeaderLine {
  value: string
  line: string
  isAscii: boolean
}

/** The latest line of each header: most headers have the same value each time. */
const latestLines = new Map<string, HeaderLine>()

/** The number of headers whose latest lines are kept. */
const mostLines = 100

/**
 * Writes a POST request as Node's own client does, byte by byte.
 *
 * @throws {TypeError} if a header would break the request
 */
export function toRequestText({ target, headers, body }: Outgoing): RequestText {
  let head = target.start
  let hasHost = false
  let hasAuthorization = false
  const length = Buffer.byteLength(body)
  let isAscii = length === body.length
  for (const name in headers) {
    const header = toLine(name, headers[name] as string)
    isAscii &&= header.isAscii
    if (name.length === 4) hasHost ||= name.toLowerCase() === 'host'
    else if (name.length === 13) hasAuthorization ||= name.toLowerCase() === 'authorization'
    head += header.line
  }
  head += `content-length: ${length}\r\n`
  if (!hasHost) head += target.hostLine
  if (!hasAuthorization) head += target.authLine
  return { text: `${head}Connection: keep-alive\r\n\r\n${body}`, isAscii }
}

/** @throws {TypeError} if the header would break the request */
function toLine(name: string, value: string): HeaderLine {
  const latest = latestLines.get(name)
  if (latest !== undefined && latest.value === value) return latest
  const isAscii = asciiForm.test(value)
  if (!(isAscii || latinForm.test(value)) || (latest === undefined && !nameForm.test(name)))
    throw new TypeError(`the header ${JSON.stringify(name)} has an invalid character`)
  const line = `${name}: ${value}\r\n`
  if (latest === undefined) return keepLine(name, { value, line, isAscii })
  latest.value = value
  latest.line = line
  latest.isAscii = isAscii
  return latest
}

function keepLine(name: string, line: HeaderLine): HeaderLine {
  if (latestLines.size >= mostLines) latestLines.clear()
  latestLines.set(name, line)
  return line
}
