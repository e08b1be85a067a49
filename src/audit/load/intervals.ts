/** A span of time on one clock, in milliseconds. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** How much of a span the others cover; where they overlap each other, it counts once. */
export function coveredMs({ from, to }: Interval, others: readonly Interval[]): number {
  let covered = 0
  let reached = from
  for (const other of [...others].sort((one, another) => one.from - another.from)) {
    const begin = Math.max(other.from, reached)
    const end = Math.min(other.to, to)
    if (end <= begin) continue
    covered += end - begin
    reached = end
  }
  return covered
}
