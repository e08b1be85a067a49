/** Times in a few figures. Milliseconds; all are null without times. */
export interface TimeSummary {
  readonly count: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

/**
 * The smallest value that a share of all values does not exceed (nearest rank): always one that was measured.
 *
 * @param sorted ascending
 * @param share above 0, at most 1
 * @returns null without values
 */
export function percentileOf(sorted: readonly number[], share: number): number | null {
  // Rounding first: 0.95 * 20 is a little more than 19.
  const rank = Math.ceil(Math.round(share * sorted.length * 1e6) / 1e6)
  return sorted[Math.max(rank, 1) - 1] ?? null
}

/** Sums up times in any order. */
export function summarizeTimes(times: readonly number[]): TimeSummary {
  const sorted = [...times].sort((one, other) => one - other)
  const [p50 = null, p95 = null, p99 = null, max = null] = [0.5, 0.95, 0.99, 1].map((share) =>
    percentileOf(sorted, share),
  )
  return { count: sorted.length, p50, p95, p99, max }
}

/** Milliseconds in a table, with more digits for shorter times: `3.2`, `154`, `12,430`. */
export function formatMs(ms: number | null): string {
  if (ms === null) return ''
  return ms < 100 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en-US')
}
