import { decodePart } from './form.js'

/** Written in place of anything that may be secret. */
export const redacted = 'REDACTED'

/** Path segments that reveal nothing. */
const plainSegments = new Set(
  'api app callback callbacks delivery event events health hook hooks inbound notify receive sms status telnyx v1 v2 v3 verification verifications verify webhook webhooks'.split(
    ' ',
  ),
)

interface UrlParts {
  readonly origin: string
  readonly userinfo: string
  readonly segments: readonly string[]
  readonly query: string
  readonly fragment: string
}

function splitUrl(text: string): UrlParts | undefined {
  const [, scheme, userinfo = '', host, path = '', query = '', fragment = ''] =
    /^([a-z][\w+.-]*:\/\/)(?:([^/?#]*)@)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(text) ?? []
  if (scheme === undefined) return undefined
  return {
    origin: scheme + host,
    userinfo,
    segments: path.split('/'),
    query: query.slice(1),
    fragment: fragment.slice(1),
  }
}

/** Redacts a URL: the origin is kept, and of the path only well-known words. */
export function redactUrl(text: string): string {
  const parts = splitUrl(text)
  if (parts === undefined) return redacted
  const { origin, segments, query, fragment } = parts
  const path = segments.map((segment) => (isPlain(segment) ? segment : redacted)).join('/')
  return `${origin}${path}${query === '' ? '' : `?${redacted}`}${fragment === '' ? '' : `#${redacted}`}`
}

const isPlain = (segment: string) => segment === '' || plainSegments.has(segment.toLowerCase())

/** Everything that `redactUrl` removes, both as written and decoded. */
export function secretsOfUrl(text: string): string[] {
  const parts = splitUrl(text)
  if (parts === undefined) return [text]
  const { userinfo, segments, query, fragment } = parts
  const written = [
    ...userinfo.split(':'),
    ...segments.filter((segment) => !isPlain(segment)),
    ...query.split(/[&=;]/),
    fragment,
  ]
  return [...new Set(written.flatMap((part) => [part, decodePart(part.replaceAll('+', ' '))]))].filter(
    (part) => part !== '',
  )
}

/** The vendor's own pages reveal nothing. */
export const isPublicUrl = (text: string) => /^https:\/\/(developers|support)\.telnyx\.com\//.test(text)
