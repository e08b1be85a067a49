import type { Fetch } from '../../http/fetch.js'
import { MadeCall } from '../../http/made-call.js'
import { remember } from '../../wire/remember.js'

/** URLs that the URL parser leaves as they are, but for their host. */
const plainUrl = /^https?:\/\/([a-z\d.-]+(?::\d+)?)\/[\w!$%&'()*+,./:;=@[\]~-]*(?:\?[\w!$%&()*+,./:;=@[\]~?-]*)?$/
const dotSegment = /\/(?:\.|%2e){1,2}(?:[/?]|$)/i

const isPlainHost = remember((host: string) => new URL(`http://${host}/`).host === host && !host.endsWith(':443'))

const plainMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const plainName = /^[\w-]+$/
/** Visible ASCII that does not begin or end with a space. */
const plainValue = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/**
 * The call of a `fetch` whose arguments are plain: a URL as text, headers as an object, a body as text. It needs no Request,
 * which costs more than all the rest of a call.
 *
 * @returns undefined for any other arguments
 */
export function toPlainCall(...[url, init = {}]: Parameters<Fetch>): MadeCall | undefined {
  if (typeof url !== 'string') return undefined
  const host = plainUrl.exec(url)?.[1]
  if (host === undefined || dotSegment.test(url) || !isPlainUrlHost(host)) return undefined
  for (const name in init) if (!/^(?:method|headers|body|signal)$/.test(name)) return undefined
  const { method = 'GET', body = null, signal = null } = init
  if (!plainMethods.includes(method) || (signal !== null && !(signal instanceof AbortSignal))) return undefined
  if (body !== null && (typeof body !== 'string' || method === 'GET')) return undefined
  const headers = readHeaders(init.headers)
  if (headers === undefined) return undefined
  if (body !== null) headers['content-type'] ??= 'text/plain;charset=UTF-8'
  return new MadeCall({ method, url, headers, body: body ?? '', signal: signal ?? undefined })
}

function isPlainUrlHost(host: string): boolean {
  try {
    return isPlainHost(host)
  } catch {
    return false
  }
}

function readHeaders(sent: RequestInit['headers'] = {}): Record<string, string> | undefined {
  if (Object.getPrototypeOf(sent) !== Object.prototype) return undefined
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(sent as object)) {
    const lower = name.toLowerCase()
    if (typeof value !== 'string' || !plainValue.test(value) || !plainName.test(name) || lower in headers)
      return undefined
    headers[lower] = value
  }
  return headers
}
