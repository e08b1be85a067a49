import type { Ids } from './id-map.js'

type Fields = Readonly<Record<string, unknown>>

/** Two answers of a list with only those of their entries that are on both sides; what they count is left out. */
export interface Aligned {
  readonly ours: unknown
  readonly theirs: unknown
}

/** Whether a list holds, on this page or another, what nothing here has made; it can only be compared in part. */
export function hasForeign(ours: unknown, theirs: unknown, isKnown: (entry: Fields) => boolean): boolean {
  return entriesOf(theirs)?.some((entry) => !isKnown(entry)) === true || totalOf(theirs) > totalOf(ours)
}

function totalOf(body: unknown): number {
  const { meta } = (body ?? {}) as { meta?: { total_results?: unknown } }
  return typeof meta?.total_results === 'number' ? meta.total_results : 0
}

/** Brings together the entries of two lists that stand for the same thing. */
export function align(ours: unknown, theirs: unknown, ids: Ids): Aligned {
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

function isSame(ours: Fields, theirs: Fields, ids: Ids): boolean {
  if (typeof theirs.id === 'string') return ours.id === ids.ourOf(theirs.id)
  return ours.phone_number !== undefined && ours.phone_number === theirs.phone_number
}

/** The members of a `meta` by their types alone. */
function formOf(meta: unknown): unknown {
  if (typeof meta !== 'object' || meta === null) return meta
  return Object.fromEntries(Object.entries(meta).map(([name, value]) => [name, typeof value]))
}
