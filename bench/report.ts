import type { Ratio } from './statistics.js'

/** An aim: what the number is held against, and how. */
export interface Aim {
  readonly text: string
  readonly isMet: boolean
}

/** One line of the table. Results are kept as rows, so a change here changes the format of bench/results.json. */
export interface Row {
  readonly measure: string
  /** Absolutes, as an aside; `unit` belongs to them. */
  readonly ours: number
  readonly node?: number
  readonly hono?: number
  readonly unit: string
  /** Ours to theirs: the numbers to quote. */
  readonly toNode?: Ratio
  readonly toHono?: Ratio
  /** Ours to ours in another state, which the measure names. */
  readonly toOurs?: Ratio
  readonly aim?: Aim
}

/** An aim with a most. */
export const atMost = (value: number, most: number, unit = ''): Aim => ({
  text: `<= ${most}${unit}`,
  isMet: value <= most,
})

/** An aim with a least. */
export const atLeast = (value: number, least: number, what = ''): Aim => ({
  text: `>= ${least}${what}`,
  isMet: value >= least,
})

const columns = ['measure', 'to node', 'to Hono', 'to ours', 'aim', '', 'ours', 'node', 'Hono', 'unit'] as const
/** Columns of numbers, which end in line. */
const numbers: readonly string[] = ['ours', 'node', 'Hono']

/** The rows as text, in columns. */
export function toTable(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map(toCells)]
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => (cells[column] as string).length)))
  const toLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        numbers.includes(columns[column] as string)
          ? cell.padStart(widths[column] as number)
          : cell.padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd()
  return [toLine(columns), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1).map(toLine)].join(
    '\n',
  )
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

/** A median, and the rounds farthest from it. */
export function toSpread(ratio: Ratio | undefined): string {
  if (ratio === undefined) return ''
  const { median, lowest, highest } = ratio
  return lowest === highest ? median.toFixed(2) : `${median.toFixed(2)} (${lowest.toFixed(2)}-${highest.toFixed(2)})`
}

/** Three digits that matter. */
export function toShort(value: number | undefined): string {
  if (value === undefined) return ''
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}
