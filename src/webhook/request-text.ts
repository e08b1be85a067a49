import type { Outgoing } from './post.js'

const nameForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const asciiForm = /^[\x00-\x7f]*$/

/** A request as it is sent. */
export interface RequestText {
  readonly text: string
  /** Whether all characters are ASCII; otherwise the text is sent as UTF-8. */
  readonly isAscii: boolean
}

/**
 * Writes a POST request as Node's own client does, byte by byte.
 *
 * @throws {TypeError} if a header would break the request
 */
export function toRequestText({ target, headers, body }: Outgoing): RequestText {
  let head = target.start
  let hasHost = false
  let hasAuthorization = false
  for (const name in headers) {
    const value = headers[name] as string
    if (!nameForm.test(name) || !valueForm.test(value))
      throw new TypeError(`the header ${JSON.stringify(name)} has an invalid character`)
    if (name.length === 4) hasHost ||= name.toLowerCase() === 'host'
    else if (name.length === 13) hasAuthorization ||= name.toLowerCase() === 'authorization'
    head += `${name}: ${value}\r\n`
  }
  const length = Buffer.byteLength(body)
  head += `content-length: ${length}\r\n`
  if (!hasHost) head += target.hostLine
  if (!hasAuthorization) head += target.authLine
  const isAscii = length === body.length && asciiForm.test(head)
  return { text: `${head}Connection: keep-alive\r\n\r\n${body}`, isAscii }
}
