/** Reads the target of a request: its path and its query. Both are decoded as far as they can be. */

/** A run of percent-encoded bytes. */
const encodedRun = /(?:%[0-9A-Fa-f]{2})+/g
/** A percent sign that encodes nothing. */
const strayPercent = /%(?![0-9A-Fa-f]{2})/

/** Decodes a text; what cannot be decoded stays as it is. */
function decodeWith(decode: (text: string) => string, text: string): string {
  try {
    return decode(text)
  } catch {
    return text.replace(encodedRun, (run) => {
      try {
        return decode(run)
      } catch {
        return run
      }
    })
  }
}

/** Decodes a path. `%25` stays, so that it can be told from an encoded slash, which is never decoded either. */
const decodeSegments = (path: string) =>
  decodeWith((text) => decodeURI(text.includes('%25') ? text.replace(/%25/g, '%2525') : text), path)

/**
 * The decoded path of a target.
 *
 * @example
 * ```ts
 * pathOf('/v2/verifications/by_phone_number/%2B13035551234?page[size]=1') // '/v2/verifications/by_phone_number/+13035551234'
 * ```
 */
export function pathOf(target: string): string {
  const path = sentPathOf(target)
  if (!path.includes('%')) return path
  const decoded = decodeSegments(path)
  if (!strayPercent.test(path)) return decoded
  // With stray percent signs a decoded path may be another path; the signs are then taken for themselves.
  const url = new URL('http://localhost')
  url.pathname = decoded.replace(/[\\\t\n\r]/g, encodeURIComponent)
  if (decodeSegments(url.pathname) === decoded) return decoded
  return decodeSegments(path.replace(new RegExp(strayPercent, 'g'), '%25'))
}

export interface UrlParts {
  /** `http` or `https`. */
  readonly scheme: string
  /** Host and port. */
  readonly authority: string
  /** Path and query; begins with a slash. */
  readonly target: string
}

const urlParts = /^(https?):\/\/([^/?#]*)(.*)$/s

/** Splits a URL. @throws {TypeError} if it is not an absolute one of HTTP */
export function splitUrl(url: string): UrlParts {
  const [, scheme, authority, target] = urlParts.exec(url) ?? []
  if (scheme === undefined || authority === undefined || target === undefined)
    throw new TypeError(`Expected a URL like http://127.0.0.1:4010/v2, got ${JSON.stringify(url)}.`)
  return { scheme, authority, target: target.startsWith('/') ? target : `/${target}` }
}

/** The path of a target, as sent. */
export function sentPathOf(target: string): string {
  for (let at = 0; at < target.length; at++) {
    const unit = target.charCodeAt(at)
    if (unit === 0x3f || unit === 0x23) return target.slice(0, at)
  }
  return target
}

/** Decodes a parameter of a path. */
export function decodeParameter(text: string): string {
  return text.includes('%') ? decodeWith(decodeURIComponent, text) : text
}

/** Decodes the parameters of a path. */
export function decodeParameters(params: Readonly<Record<string, string>>): Record<string, string> {
  const decoded: Record<string, string> = {}
  for (const name in params) decoded[name] = decodeParameter(params[name] as string)
  return decoded
}

/** The parameters of the query of a target, each with all its values. */
export function queriesOf(target: string): Record<string, string[]> {
  const queries: Record<string, string[]> = Object.create(null)
  const end = target.indexOf('#')
  const start = target.indexOf('?')
  if (start < 0 || (end >= 0 && end < start)) return queries
  for (const part of target.slice(start + 1, end < 0 ? undefined : end).split('&')) {
    const sign = part.indexOf('=')
    const name = decodeQuery(sign < 0 ? part : part.slice(0, sign))
    if (name === '') continue
    queries[name] ??= []
    queries[name].push(sign < 0 ? '' : decodeQuery(part.slice(sign + 1)))
  }
  return queries
}

/** The parameters of the query of a target; of one that is sent twice, its first value. */
export function queryOf(target: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  if (!target.includes('?')) return query
  const queries = queriesOf(target)
  for (const name in queries) query[name] = queries[name]?.[0] as string
  return query
}

const decodeQuery = (text: string) => decodeParameter(text.replaceAll('+', ' '))
