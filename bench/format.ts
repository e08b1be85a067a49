import type { Spread } from './statistics.js'

/** Formats a median with the lowest and the highest round; an empty text without a spread. */
export function toSpread(spread: Spread | undefined, format = (value: number) => value.toFixed(2)): string {
  if (spread === undefined) return ''
  const [median, lowest, highest] = [spread.median, spread.lowest, spread.highest].map(format) as [
    string,
    string,
    string,
  ]
  return lowest === highest ? median : `${median} (${lowest}-${highest})`
}

/** Formats a number with about three significant digits; an empty text without a number. */
export function toShort(value: number | undefined): string {
  if (value === undefined) return ''
  if (Math.abs(value) >= 10_000) return (Math.round(value / 100) * 100).toLocaleString('en-US')
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}
