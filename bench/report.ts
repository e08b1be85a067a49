/** An aim: what the number is held against, and how. */
export interface Aim {
  readonly text: string
  readonly isMet: boolean
}

/** One line of the table. */
export interface Row {
  readonly measure: string
  /** Absolutes, as an aside; `unit` belongs to them. */
  readonly ours: number
  readonly node?: number
  readonly hono?: number
  readonly unit: string
  /** Ours to theirs: the numbers to quote. */
  readonly toNode?: number
  readonly toHono?: number
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

const columns = ['measure', 'to node', 'to Hono', 'aim', '', 'ours', 'node', 'Hono', 'unit'] as const

/** The rows as text, in columns. */
export function toTable(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map(toCells)]
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => (cells[column] as string).length)))
  const toLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column > 4 && column < 8 ? cell.padStart(widths[column] as number) : cell.padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd()
  return [toLine(columns), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1).map(toLine)].join(
    '\n',
  )
}

function toCells({ measure, ours, node, hono, unit, toNode, toHono, aim }: Row): string[] {
  return [
    measure,
    toNode?.toFixed(2) ?? '',
    toHono?.toFixed(2) ?? '',
    aim?.text ?? '',
    aim ? (aim.isMet ? 'met' : 'MISSED') : '',
    toShort(ours),
    toShort(node),
    toShort(hono),
    unit,
  ]
}

/** Three digits that matter. */
function toShort(value: number | undefined): string {
  if (value === undefined) return ''
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}
