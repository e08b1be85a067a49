import { Unusable } from './input-error.js'

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const

/**
 * A stretch of time in milliseconds, from a number of them or from words like `90s`, `5m`, `2h30m`, `1d`, `250ms`.
 *
 * @throws {Unusable} when it is neither
 */
export function readDuration(by: string | number): number {
  if (typeof by === 'number') {
    if (by >= 0) return by
    throw new Unusable(
      `A duration has 0 or more milliseconds, not ${by}. To put the clock back, use /_emulator/clock/set.`,
      400,
    )
  }
  if (!/^(\d+(\.\d+)?(d|h|ms|m|s))+$/.test(by))
    throw new Unusable(
      `"${by}" is no duration. Write it like 90s, 5m, 2h30m, 1d or 250ms, or as a number of milliseconds.`,
      400,
    )
  let sum = 0
  for (const [, amount, unit] of by.matchAll(/(\d+(?:\.\d+)?)(d|h|ms|m|s)/g)) {
    sum += Number(amount) * unitMs[unit as keyof typeof unitMs]
  }
  return Math.round(sum)
}
