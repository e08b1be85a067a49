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

/** A ratio: the median over the rounds, and its range. */
export interface Ratio {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

export function toRatio(rounds: readonly number[]): Ratio {
  return { median: median(rounds), lowest: Math.min(...rounds), highest: Math.max(...rounds) }
}

/** Computes the ratio round by round, because a temporary slowdown affects both sides of a round. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Ratio {
  return toRatio(ours.map((value, round) => value / (theirs[round] as number)))
}
