import { stringifyJson } from '../../wire/deep-json.js'
import { isUuid } from '../../wire/uuid.js'
import { Ignores } from './ignores.js'

/** The part of an answer that can be compared. */
export interface ComparedAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON, or else the text; undefined if empty. */
  readonly body: unknown
}

/**
 * One difference between two answers. `missing`: only the first has it; `additional`: only the second; `type`: another
 * JSON type; `form`: only one is a UUID, or their time formats differ; `value`; `length` of a list.
 */
export interface AnswerDifference {
  /** `status`, `header content-type`, or `body /data/status` with a JSON pointer. */
  readonly place: string
  readonly what: 'missing' | 'additional' | 'type' | 'form' | 'value' | 'length'
  /** As JSON; empty if absent. */
  readonly a: string
  readonly b: string
}

/** The headers that a client may act on. All others belong to the transport or a proxy. */
const comparedHeaders = [
  ...['content-type', 'allow', 'location', 'www-authenticate', 'retry-after'],
  ...['x-request-id', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
] as const

/**
 * Differences that never count: the numbers in rate limit headers (but not their absence), and the wording of an error's
 * detail, on which no client may rely. UUIDs and times are compared by format only, keys in any order.
 */
export const builtInIgnores: readonly string[] = [
  'header x-ratelimit-*: value',
  'header retry-after: value',
  'body /errors/*/detail: value',
]

/**
 * Compares two answers to the same request.
 *
 * @param ignore differences to ignore: `place` or `place: what`, where `*` matches anything but a slash and `**` anything;
 *   `body /data/**` ignores everything below data, `body /data/name: value` the value but not its type
 * @param longestValue longer values are cut off; a caller that redacts them cuts them afterwards
 * @returns the differences, in the order status, headers, body
 * @throws {InputError} for an invalid `ignore`
 */
export function compareAnswers(
  a: ComparedAnswer,
  b: ComparedAnswer,
  ignore: readonly string[] = builtInIgnores,
  longestValue = 200,
): AnswerDifference[] {
  const ignores = Ignores.parse(ignore)
  const differences = [
    ...compareValues('status', a.status, b.status),
    ...comparedHeaders.flatMap((name) =>
      compareValues(`header ${name}`, normalizeHeader(name, a.headers[name]), normalizeHeader(name, b.headers[name])),
    ),
    ...compareBodies(a.body, b.body),
  ]
  return differences
    .filter(({ place, what }) => !ignores.cover(place, what))
    .map(({ place, what, a, b }) => ({ place, what, a: cutOff(a, longestValue), b: cutOff(b, longestValue) }))
}

/** Normalizes white space and case in a media type, and the order of methods. */
function normalizeHeader(name: string, value: string | undefined): string | undefined {
  if (name === 'content-type') return value?.toLowerCase().replaceAll(' ', '')
  if (name === 'allow') return value?.replaceAll(' ', '').split(',').sort().join(', ')
  return value
}

/** Two values at one place. */
interface Pair {
  readonly place: string
  readonly a: unknown
  readonly b: unknown
}

const compareValues = (place: string, a: unknown, b: unknown) => comparePair({ place, a, b }, [])

/** Compares bodies of any depth, without recursion. */
function compareBodies(a: unknown, b: unknown): AnswerDifference[] {
  const differences: AnswerDifference[] = []
  const pending: Pair[] = [{ place: 'body ', a, b }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const inside: Pair[] = []
    differences.push(...comparePair(next, inside))
    // The last is taken first, so that the members are compared in order.
    for (const pair of inside.reverse()) pending.push(pair)
  }
  return differences
}

/** Compares two values, and adds the pairs of their members to `inside`. */
function comparePair({ place, a, b }: Pair, inside: Pair[]): AnswerDifference[] {
  const differ = (what: AnswerDifference['what']): AnswerDifference[] => [
    { place: place.trimEnd(), what, a: formatValue(a), b: formatValue(b) },
  ]
  if (a === undefined && b === undefined) return []
  if (b === undefined) return differ('missing')
  if (a === undefined) return differ('additional')
  if (typeOf(a) !== typeOf(b)) return differ('type')
  if (Array.isArray(a) && Array.isArray(b)) {
    const { length } = b
    for (const [index, value] of a.slice(0, length).entries())
      inside.push({ place: `${place}/${index}`, a: value, b: (b as unknown[])[index] })
    return a.length === length ? [] : differ('length')
  }
  if (isRecord(a) && isRecord(b)) {
    for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort())
      inside.push({ place: `${place}/${toToken(name)}`, a: ownOf(a, name), b: ownOf(b, name) })
    return []
  }
  if (a === b) return []
  const forms = [formOf(a), formOf(b)]
  if (forms[0] === forms[1]) return forms[0] === undefined ? differ('value') : []
  return differ('form')
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** The format of an ID or a time; undefined for everything else. */
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

const formatValue = (value: unknown) => (value === undefined ? '' : stringifyJson(value))

/** The beginning of a text. */
export function cutOff(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
