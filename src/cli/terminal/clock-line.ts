import type { ClockState } from '../../client/types.js'

/** Formats a clock as a line. */
export function formatClock({ now, frozen, offsetMs }: ClockState): string {
  const moved = offsetMs === 0 ? '' : `, ${formatOffset(offsetMs)} real time`
  return `${now}${frozen ? ', frozen' : ''}${moved}`
}

/** Formats milliseconds as `1 h 2 min 3 s ahead of`. */
export function formatOffset(offsetMs: number): string {
  const ms = Math.abs(offsetMs)
  const parts: [number, string][] = [
    [Math.floor(ms / 86_400_000), 'd'],
    [Math.floor(ms / 3_600_000) % 24, 'h'],
    [Math.floor(ms / 60_000) % 60, 'min'],
    [(ms % 60_000) / 1000, 's'],
  ]
  const words = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`)
  return `${words.join(' ')} ${offsetMs > 0 ? 'ahead of' : 'behind'}`
}
