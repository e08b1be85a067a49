/** A quantile of numbers in ascending order; NaN without numbers. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.min(Math.ceil(share * sorted.length), sorted.length) - 1] ?? (sorted[0] as number)
}

/** The median, because a disturbed round is often far off. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** The rate over several slices of the same size: slow slices count for the time that they take. */
export function rateInAll(rates: readonly number[]): number {
  return rates.length / rates.reduce((secs, rate) => secs + 1 / rate, 0)
}

/** The value of a round, or those of its slices. */
export type Round = number | readonly number[]

/** A figure or a ratio: the median over the rounds, and its range. */
export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
  /** The number of rounds. */
  readonly rounds: number
}

/**
 * The median of the rounds and their range, where a round is the median of its slices.
 *
 * @throws without a round, or for a round without a slice
 */
export function spreadOf(rounds: readonly Round[]): Spread {
  const values = rounds.map((round) => median(toSlices(round)))
  if (values.length === 0 || values.some(Number.isNaN)) throw new Error('A figure needs at least one round.')
  return {
    median: median(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    rounds: values.length,
  }
}

const toSlices = (round: Round) => (typeof round === 'number' ? [round] : round)

/**
 * Computes the ratio of a round slice by slice, because a temporary slowdown affects neighbors in time.
 *
 * @throws if the two sides have different numbers of rounds or slices
 */
export function ratioOf(ours: readonly Round[], theirs: readonly Round[]): Spread {
  return spreadOf(pair(ours, theirs, 'rounds').map(([one, other]) => ratiosOf(toSlices(one), toSlices(other))))
}

const ratiosOf = (ours: readonly number[], theirs: readonly number[]) =>
  pair(ours, theirs, 'slices').map(([value, other]) => value / other)

function pair<Item>(ours: readonly Item[], theirs: readonly Item[], what: string): [Item, Item][] {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} ${what} cannot be compared with ${theirs.length}.`)
  return ours.map((item, index) => [item, theirs[index] as Item])
}
