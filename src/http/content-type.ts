import { remember } from '../wire/remember.js'

const mediaType = /^application\/(?:[\w.-]+\+)?json$/

/** What is wrong with the content type of a body, or a remark about it if it is only unusual. */
export type ContentType = { readonly problem: string } | { readonly remark?: string }

const advice = 'send the header "Content-Type: application/json"'

/**
 * Reads the content type of a JSON body (RFC 9110, 8.3). Parameters other than `charset` have no meaning for JSON; RFC 8259
 * allows UTF-8 only, of which ASCII is a part. The same type twice is taken, because proxies add it.
 */
export function readContentType(header: string | undefined): ContentType {
  if (header === undefined || header.trim() === '') return { problem: `${advice}; no content-type was sent` }
  return header === 'application/json' ? {} : readPresent(header)
}

const readPresent = remember((header): ContentType => {
  const members = splitOutsideQuotes(header, ',').map((member) => member.trim())
  const sent = members.filter((member) => member !== '')
  const [first = ''] = sent
  if (new Set(sent.map((member) => toMediaType(member).toLowerCase())).size > 1)
    return { problem: `send one Content-Type; you sent ${sent.length} that differ: ${header.slice(0, 100)}` }
  if (!mediaType.test(toMediaType(first).toLowerCase()))
    return { problem: `${advice}; you sent ${header.slice(0, 100)}` }
  const charset = sent.map(charsetOf).find((name) => name !== undefined && !/^(?:utf-?8|us-ascii|ascii)$/i.test(name))
  if (charset !== undefined) return { problem: `JSON is always UTF-8; you sent charset=${charset.slice(0, 40)}` }
  return sent.length > 1 ? { remark: 'the Content-Type was sent twice; send it once' } : {}
})

const toMediaType = (member: string) => (member.split(';', 1)[0] as string).trim()

function charsetOf(member: string): string | undefined {
  const parameters = splitOutsideQuotes(member, ';').slice(1)
  const charset = parameters.map((one) => /^\s*charset\s*=\s*"?([^"]*)"?\s*$/i.exec(one)?.[1]).find(Boolean)
  return charset?.trim()
}

/** Splits at a separator that is not inside a quoted string. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = ['']
  let isQuoted = false
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] as string
    if (letter === '"') isQuoted = !isQuoted
    const last = parts.length - 1
    if (letter === separator && !isQuoted) parts.push('')
    else if (letter === '\\' && isQuoted) parts[last] += letter + (text[++index] ?? '')
    else parts[last] += letter
  }
  return parts
}
