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

/** A figure or a ratio: the median over the rounds, and its range. */
export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
  /** The number of rounds. */
  readonly rounds: number
}

/** @throws without a round */
export function spreadOf(rounds: readonly number[]): Spread {
  if (rounds.length === 0) throw new Error('A figure needs at least one round.')
  return {
    median: median(rounds),
    lowest: Math.min(...rounds),
    highest: Math.max(...rounds),
    rounds: rounds.length,
  }
}

/**
 * Computes the ratio round by round, because a temporary slowdown affects both sides of a round.
 *
 * @throws if the two sides have different numbers of rounds
 */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Spread {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} rounds cannot be compared with ${theirs.length}.`)
  return spreadOf(ours.map((value, round) => value / (theirs[round] as number)))
}
