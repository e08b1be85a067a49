import type { IncomingMessage } from 'node:http'
import { splitUrl, type UrlParts } from '../http/target.js'

/** Targets and hosts that the URL parser leaves as they are. */
const plainTarget = /^\/[!#$&-;=?-[\]_a-z~]*$/
const dotSegment = /\/\.\.?(?:[/?#]|$)/
const plainHost = /^[a-z0-9._-]+(?::(?:[1-5]\d{3,4}|[6-9]\d{3}))?$/

/** Whether the URL parser leaves a target as it is. */
export const isPlainTarget = (target: string) => plainTarget.test(target) && !dotSegment.test(target)

/** Whether the URL parser leaves a host as it is. */
export const isPlainHost = (host: string) => plainHost.test(host)

/**
 * Reads where a request goes: by its target, and by its Host header.
 *
 * @throws {Error} that says what cannot be read
 */
export function readTarget({ url = '', headers: { host }, socket }: IncomingMessage): UrlParts {
  if (url[0] !== '/' && /^https?:\/\//.test(url)) {
    requireNoBackslash(url, 'Invalid absolute URL')
    return splitUrl(parseUrl(url, 'Invalid absolute URL').href)
  }
  if (host === undefined || host === '') throw new Error('Missing host header')
  const scheme = 'encrypted' in socket && socket.encrypted === true ? 'https' : 'http'
  if (!isPlainHost(host)) return readOddHost(scheme, host, url)
  if (url === '') return { scheme, authority: host, target: '/' }
  if (url[0] !== '/') throw new Error('Invalid URL')
  if (isPlainTarget(url)) return { scheme, authority: host, target: url }
  requireNoBackslash(url)
  return splitUrl(parseUrl(`${scheme}://${host}${url}`).href)
}

function readOddHost(scheme: string, host: string, target: string): UrlParts {
  requireNoBackslash(target)
  const { hostname, href } = parseUrl(`${scheme}://${host}${target}`)
  const name = host.includes(':') ? host.replace(/:\d+$/, '') : host
  if (hostname.length !== host.length && hostname !== name.toLowerCase()) throw new Error('Invalid host header')
  return splitUrl(href)
}

function parseUrl(url: string, problem = 'Invalid URL'): URL {
  try {
    return new URL(url)
  } catch {
    throw new Error(problem)
  }
}

/** The URL parser takes a backslash for a slash. */
function requireNoBackslash(target: string, problem = 'Backslash in request path'): void {
  const backslash = target.indexOf('\\')
  const query = target.indexOf('?')
  if (backslash >= 0 && (query < 0 || backslash < query)) throw new Error(problem)
}
