/** What stands in place of everything that may be secret. */
export const redacted = 'REDACTED'

/** Segments of a path that say nothing about anybody. */
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

function split(text: string): UrlParts | undefined {
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

/** A URL that may be written down: its origin is whole, the rest only as far as it consists of well-known words. */
export function redactUrl(text: string): string {
  const parts = split(text)
  if (parts === undefined) return redacted
  const { origin, segments, query, fragment } = parts
  const path = segments.map((segment) => (isPlain(segment) ? segment : redacted)).join('/')
  return `${origin}${path}${query === '' ? '' : `?${redacted}`}${fragment === '' ? '' : `#${redacted}`}`
}

const isPlain = (segment: string) => segment === '' || plainSegments.has(segment.toLowerCase())

/** All that `redactUrl` leaves away, as it was written and decoded. */
export function secretsOfUrl(text: string): string[] {
  const parts = split(text)
  if (parts === undefined) return [text]
  const { userinfo, segments, query, fragment } = parts
  const written = [
    ...userinfo.split(':'),
    ...segments.filter((segment) => !isPlain(segment)),
    ...query.split(/[&=;]/),
    fragment,
  ]
  return [...new Set(written.flatMap((part) => [part, decodePart(part)]))].filter((part) => part !== '')
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return part
  }
}

/** The vendor's own pages tell nothing about anybody. */
export const isPublicUrl = (text: string) => /^https:\/\/(developers|support)\.telnyx\.com\//.test(text)
