import type { Random } from './random.js'

/**
 * A distribution of latencies as its quantiles at equal steps, from the shortest latency to the longest. Values in
 * between are interpolated, so two quantiles are a uniform distribution, and one is a fixed latency. Milliseconds.
 */
export type LatencyCurve = readonly number[]

/** How long the service takes to answer, by operation. */
export interface Latencies {
  readonly byOperation: ReadonlyMap<string, LatencyCurve>
  /** Of all other operations; null for no latency. */
  readonly others: LatencyCurve | null
}

/** The latency below which a share of all latencies lies. @param share from 0 to 1 */
function quantileOf(curve: LatencyCurve, share: number): number {
  const place = share * (curve.length - 1)
  const below = Math.floor(place)
  const shorter = curve[below] ?? 0
  const longer = curve[below + 1] ?? shorter
  return shorter + (longer - shorter) * (place - below)
}

/** Draws the latency of an answer. @param delays a sequence of its own, so that codes and IDs stay the same */
export function drawLatency({ byOperation, others }: Latencies, operation: string, delays: Random): number {
  const curve = byOperation.get(operation) ?? others
  return curve === null ? 0 : quantileOf(curve, delays.fraction())
}
