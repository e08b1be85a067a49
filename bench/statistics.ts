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

/** The median of the ratios round by round: what slows a machine for a while slows both sides of a round. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] as number)))
}
