import type { IdMap } from './id-map.js'

type Fields = Readonly<Record<string, unknown>>

/** Two list answers reduced to the entries that both have, without their counts. */
export interface Aligned {
  readonly ours: unknown
  readonly theirs: unknown
}

/** Whether a list contains, on any page, entries that were not created here: it can only be compared in part. */
export function hasForeign(ours: unknown, theirs: unknown, isKnown: (entry: Fields) => boolean): boolean {
  return entriesOf(theirs)?.some((entry) => !isKnown(entry)) === true || totalOf(theirs) > totalOf(ours)
}

function totalOf(body: unknown): number {
  const { meta } = (body ?? {}) as { meta?: { total_results?: unknown } }
  return typeof meta?.total_results === 'number' ? meta.total_results : 0
}

/** Pairs the entries of two lists that represent the same resource. */
export function align(ours: unknown, theirs: unknown, ids: IdMap): Aligned {
  const [ourEntries, theirEntries] = [entriesOf(ours), entriesOf(theirs)]
  if (ourEntries === undefined || theirEntries === undefined) return { ours, theirs }
  const pairs = theirEntries.flatMap((entry) => {
    const match = ourEntries.find((candidate) => isSame(candidate, entry, ids))
    return match === undefined ? [] : [[match, entry] as const]
  })
  return {
    ours: { ...(ours as Fields), data: pairs.map(([entry]) => entry), meta: formOf((ours as Fields).meta) },
    theirs: { ...(theirs as Fields), data: pairs.map(([, entry]) => entry), meta: formOf((theirs as Fields).meta) },
  }
}

function entriesOf(body: unknown): Fields[] | undefined {
  const data = (body as Fields | null | undefined)?.data
  return Array.isArray(data) ? (data as Fields[]) : undefined
}

function isSame(ours: Fields, theirs: Fields, ids: IdMap): boolean {
  if (typeof theirs.id === 'string') return ours.id === ids.ourOf(theirs.id)
  return ours.phone_number !== undefined && ours.phone_number === theirs.phone_number
}

/** The fields of a `meta` with only their types. */
function formOf(meta: unknown): unknown {
  if (typeof meta !== 'object' || meta === null) return meta
  return Object.fromEntries(Object.entries(meta).map(([name, value]) => [name, typeof value]))
}
