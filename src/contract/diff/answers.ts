import { isUuid } from '../../wire/uuid.js'
import { Ignores } from './ignores.js'

/** An answer, as the comparison needs it. */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Parsed, if it is JSON; else its text; undefined for none. */
  readonly body: unknown
}

/**
 * One thing in which two answers differ. `missing`: only the first has it; `additional`: only the second; `type`: another
 * JSON type; `form`: a uuid or a time against something that is none; `value`; `length` of a list.
 */
export interface Difference {
  /** `status`, `header content-type`, or `body /data/status` with a JSON pointer. */
  readonly place: string
  readonly what: 'missing' | 'additional' | 'type' | 'form' | 'value' | 'length'
  /** As JSON; empty where there is nothing. */
  readonly a: string
  readonly b: string
}

/** The headers that a client may act on; all others are the transport's, or a proxy's. */
const comparedHeaders = [
  ...['content-type', 'allow', 'location', 'www-authenticate', 'retry-after'],
  ...['x-request-id', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
] as const

/**
 * What never counts: numbers of rate limits (that they are there does count), and the wording of an error's detail, which
 * no client may build upon. Uuids and times are compared by form only, keys in any order.
 */
export const builtInIgnores: readonly string[] = [
  'header x-ratelimit-*: value',
  'header retry-after: value',
  'body /errors/*/detail: value',
]

/**
 * Compares two answers to the same request.
 *
 * @param ignore what to pass over: `place` or `place: what`, `*` standing for anything but a slash, `**` for anything;
 *   `body /data/**` passes over all below data, `body /data/name: value` over the value but not over its type
 * @returns what differs, in the order status, headers, body; empty for none
 * @throws {UnreadableIgnore} for an ignore that is not written so
 */
export function compareAnswers(a: Answer, b: Answer, ignore: readonly string[] = builtInIgnores): Difference[] {
  const ignores = Ignores.read(ignore)
  const differences = [
    ...compareValues('status', a.status, b.status),
    ...comparedHeaders.flatMap((name) =>
      compareValues(`header ${name}`, readHeader(name, a.headers[name]), readHeader(name, b.headers[name])),
    ),
    ...compareValues('body ', a.body, b.body),
  ]
  return differences.filter(({ place, what }) => !ignores.cover(place, what))
}

/** White space and case in a media type, and the order of methods, mean nothing. */
function readHeader(name: string, value: string | undefined): string | undefined {
  if (name === 'content-type') return value?.toLowerCase().replaceAll(' ', '')
  if (name === 'allow') return value?.replaceAll(' ', '').split(',').sort().join(', ')
  return value
}

function compareValues(place: string, a: unknown, b: unknown): Difference[] {
  const differ = (what: Difference['what']): Difference[] => [
    { place: place.trimEnd(), what, a: write(a), b: write(b) },
  ]
  if (a === undefined && b === undefined) return []
  if (b === undefined) return differ('missing')
  if (a === undefined) return differ('additional')
  if (typeOf(a) !== typeOf(b)) return differ('type')
  if (Array.isArray(a) && Array.isArray(b)) {
    const both = a
      .slice(0, b.length)
      .flatMap((item, index) => compareValues(`${place}/${index}`, item, (b as unknown[])[index]))
    return a.length === b.length ? both : [...differ('length'), ...both]
  }
  if (isRecord(a) && isRecord(b)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
    return names.flatMap((name) => compareValues(`${place}/${toToken(name)}`, ownOf(a, name), ownOf(b, name)))
  }
  if (a === b) return []
  const forms = [formOf(a), formOf(b)]
  if (forms[0] === forms[1]) return forms[0] === undefined ? differ('value') : []
  return differ('form')
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** What of an id or a time is compared; undefined for everything else. */
function formOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (isUuid(value)) return 'uuid'
  return time.test(value) ? value.replace(/\d/g, '0') : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const ownOf = (record: Record<string, unknown>, name: string) =>
  Object.hasOwn(record, name) ? record[name] : undefined
const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
const toToken = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Enough of a value to tell it apart. */
function write(value: unknown): string {
  const text = value === undefined ? '' : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
