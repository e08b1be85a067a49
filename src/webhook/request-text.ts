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
    const value = headers[name] as string
    const isAsciiValue = asciiForm.test(value)
    if (!nameForm.test(name) || !(isAsciiValue || latinForm.test(value)))
      throw new TypeError(`the header ${JSON.stringify(name)} has an invalid character`)
    isAscii &&= isAsciiValue
    if (name.length === 4) hasHost ||= name.toLowerCase() === 'host'
    else if (name.length === 13) hasAuthorization ||= name.toLowerCase() === 'authorization'
    head += `${name}: ${value}\r\n`
  }
  head += `content-length: ${length}\r\n`
  if (!hasHost) head += target.hostLine
  if (!hasAuthorization) head += target.authLine
  return { text: `${head}Connection: keep-alive\r\n\r\n${body}`, isAscii }
}
