import { InputError } from './input-error.js'

/** The maximum delay of a Node timer. Milliseconds. */
export const maxTimerMs = 2 ** 31 - 1

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const

/**
 * Reads a duration in milliseconds from a number of them or a text like `90s`, `5m`, `2h30m`, `1d`, `250ms`.
 *
 * @throws {InputError} if it is neither
 */
export function readDuration(by: string | number): number {
  if (typeof by === 'number') {
    if (by >= 0) return by
    throw new InputError(
      `Invalid duration ${by}: it must be 0 or more milliseconds. To set the clock back, use /_emulator/clock/set.`,
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

/** Reads a duration from a text, in which a bare number is one of milliseconds. @throws {InputError} if it is none */
export function readDurationText(text: string): number {
  return readDuration(/^\d+$/.test(text) ? Number(text) : text)
}

const longestDelayMs = unitMs.d

/**
 * Reads a delay in whole milliseconds from a duration of at most one day.
 *
 * @throws {InputError}
 */
export function readDelay(by: string | number): number {
  if (typeof by === 'number' && by < 0) throw new InputError(`Invalid delay ${by}: it must be 0 or more milliseconds.`)
  const ms = Math.round(readDuration(by))
  if (ms <= longestDelayMs) return ms
  throw new InputError(`Invalid delay ${by}: it must be at most one day (86400000 milliseconds).`)
}

/**
 * Reads the time without use after which something is dropped. Milliseconds; Infinity for `never` and for 0.
 *
 * @throws {InputError} if it is not a duration
 */
export function readIdleTime(time: string | number): number {
  return (time === 'never' ? 0 : readDuration(time)) || Number.POSITIVE_INFINITY
}

/** Formats milliseconds like a duration that `readDuration` takes: `2h30m`, `90ms`, `0s`. */
export function formatDuration(ms: number): string {
  let rest = ms
  let text = ''
  for (const [unit, size] of Object.entries(unitMs)) {
    const amount = Math.floor(rest / size)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * size
  }
  return text || '0s'
}
