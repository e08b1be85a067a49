import { findValues, toPairs } from './headers.js'
import type { OutgoingRequest } from './outgoing.js'

/** Headers that make some servers and frameworks treat a request as one with another method, or with another URL. */
const overrideHeader = /^x-(http-)?(method|.*override.*)$|^x-(original|rewrite|forwarded)-(ur[il]|path|prefix|method)$/

/** Query parameters that make some frameworks treat a request as one with another method. */
const overrideParameter = /^_?(http_?)?method(_?override)?$/i

/** Headers whose second line some servers ignore and others prefer. */
const singleHeaders = ['authorization', 'content-type', 'content-encoding']

/** Why a request might be read as another one than its method and path say; null if it cannot. */
export function findAmbiguity({ asked, headers }: OutgoingRequest): string | null {
  // CGI turns dashes into underscores, so both spellings count.
  const names = toPairs(headers).map(([name]) => name.toLowerCase().replaceAll('_', '-'))
  const override = names.find((name) => overrideHeader.test(name))
  if (override !== undefined) return `it has the header ${override}`
  const repeated = singleHeaders.find((name) => findValues(headers, name).length > 1)
  if (repeated !== undefined) return `it has the header ${repeated} more than once`
  const parameter = [...new URLSearchParams(asked.query).keys()].find((name) => overrideParameter.test(name))
  if (parameter !== undefined) return `it has the query parameter ${parameter}`
  return /[#\\]/.test(asked.path + asked.query) ? 'its URL has characters that belong encoded' : null
}
