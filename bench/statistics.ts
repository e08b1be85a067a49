/** The value that a share of the others does not exceed; NaN of nothing. `sorted` rises. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.min(Math.ceil(share * sorted.length), sorted.length) - 1] ?? (sorted[0] as number)
}

/** Medians everywhere, because a disturbed round is far off and not a little. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** How many times something is something else: the median over the rounds, and how far they lie apart. */
export interface Ratio {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

export function toRatio(rounds: readonly number[]): Ratio {
  return { median: median(rounds), lowest: Math.min(...rounds), highest: Math.max(...rounds) }
}

/** The ratio round by round: what slows a machine for a while slows both sides of a round. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Ratio {
  return toRatio(ours.map((value, round) => value / (theirs[round] as number)))
}
