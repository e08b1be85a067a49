import type { Ratio } from './statistics.js'

/** A target for a number, and whether it is met. */
export interface Aim {
  readonly text: string
  readonly isMet: boolean
}

/** One line of the table. Results are kept as rows, so a change here changes the format of bench/results.json. */
export interface Row {
  readonly measure: string
  /** Absolute values, in `unit`. */
  readonly ours: number
  readonly node?: number
  readonly hono?: number
  readonly unit: string
  /** Ratios of ours to the others: the numbers to quote. */
  readonly toNode?: Ratio
  readonly toHono?: Ratio
  /** Ratio of ours to ours in another state, which the measure names. */
  readonly toOurs?: Ratio
  readonly aim?: Aim
}

/** Creates an upper limit. */
export const atMost = (value: number, max: number, unit = ''): Aim => ({
  text: `<= ${max}${unit}`,
  isMet: value <= max,
})

/** Creates a lower limit. */
export const atLeast = (value: number, min: number, what = ''): Aim => ({
  text: `>= ${min}${what}`,
  isMet: value >= min,
})

const columns = ['measure', 'to node', 'to Hono', 'to ours', 'aim', '', 'ours', 'node', 'Hono', 'unit'] as const
/** Columns of numbers, which are right-aligned. */
const numbers: readonly string[] = ['ours', 'node', 'Hono']

/** Formats the rows as text, in columns. */
export function toTable(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map(toCells)]
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => (cells[column] as string).length)))
  const formatLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        numbers.includes(columns[column] as string)
          ? cell.padStart(widths[column] as number)
          : cell.padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd()
  return [
    formatLine(columns),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...lines.slice(1).map(formatLine),
  ].join('\n')
}

function toCells({ measure, ours, node, hono, unit, toNode, toHono, toOurs, aim }: Row): string[] {
  return [
    measure,
    toSpread(toNode),
    toSpread(toHono),
    toSpread(toOurs),
    aim?.text ?? '',
    aim ? (aim.isMet ? 'met' : 'MISSED') : '',
    toShort(ours),
    toShort(node),
    toShort(hono),
    unit,
  ]
}

/** Formats a median with the lowest and the highest round. */
export function toSpread(ratio: Ratio | undefined): string {
  if (ratio === undefined) return ''
  const { median, lowest, highest } = ratio
  return lowest === highest ? median.toFixed(2) : `${median.toFixed(2)} (${lowest.toFixed(2)}-${highest.toFixed(2)})`
}

/** Formats a number with about three significant digits. */
export function toShort(value: number | undefined): string {
  if (value === undefined) return ''
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}
