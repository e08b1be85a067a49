import { InputError } from './input-error.js'

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const

/**
 * A stretch of time in milliseconds, from a number of them or from words like `90s`, `5m`, `2h30m`, `1d`, `250ms`.
 *
 * @throws {InputError} when it is neither
 */
export function readDuration(by: string | number): number {
  if (typeof by === 'number') {
    if (by >= 0) return by
    throw new InputError(
      `A duration has 0 or more milliseconds, not ${by}. To put the clock back, use /_emulator/clock/set.`,
      400,
    )
  }
  if (!/^(\d+(\.\d+)?(d|h|ms|m|s))+$/.test(by))
    throw new InputError(`Invalid duration "${by}". Examples: 90s, 5m, 2h30m, 1d, 250ms, or 500 for milliseconds.`, 400)
  let sum = 0
  for (const [, amount, unit] of by.matchAll(/(\d+(?:\.\d+)?)(d|h|ms|m|s)/g)) {
    sum += Number(amount) * unitMs[unit as keyof typeof unitMs]
  }
  return Math.round(sum)
}

const longestDelayMs = unitMs.d

/**
 * A delay in whole milliseconds, from a duration of at most a day.
 *
 * @throws {InputError}
 */
export function readDelay(by: string | number): number {
  if (typeof by === 'number' && by < 0) throw new InputError(`A delay has 0 or more milliseconds, not ${by}.`)
  const ms = Math.round(readDuration(by))
  if (ms <= longestDelayMs) return ms
  throw new InputError(`A delay is at most a day, 86400000 milliseconds, not ${by}.`)
}
