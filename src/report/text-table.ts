import { toVisible } from '../wire/visible-text.js'
import { convertText, stripMarks } from './color-marks.js'

/** A cell that is null or undefined stays empty. */
export type Cell = string | number | null | undefined

export interface TableOptions {
  /** Written in capitals above the rows. */
  readonly headings?: readonly string[]
  /** Columns to align at the right, by index. */
  readonly alignRight?: readonly number[]
  /** Written before each line. */
  readonly indent?: string
  /** The widest that cells may make a column, by index; a longer cell moves only the rest of its own line. */
  readonly maxWidths?: Readonly<Record<number, number>>
}

/**
 * Formats rows as aligned columns, two spaces apart. Columns without any content are left out.
 *
 * @example
 * ```ts
 * formatTable([['12345', '3 s'], ['77777', '12 s']], { headings: ['code', 'age'], alignRight: [1] })
 * ```
 */
export function formatTable(rows: readonly (readonly Cell[])[], options: TableOptions = {}): string {
  return formatLines(rows, options).join('\n')
}

/** The lines of `formatTable`: the headings, if any, and one line for each row. */
export function formatLines(rows: readonly (readonly Cell[])[], options: TableOptions = {}): string[] {
  const { headings, alignRight = [], indent = '', maxWidths = {} } = options
  const lines = [...(headings === undefined ? [] : [headings.map((heading) => heading.toUpperCase())]), ...rows].map(
    (row) => row.map((cell) => convertCell(String(cell ?? ''))),
  )
  const columns = Array.from({ length: Math.max(0, ...lines.map((line) => line.length)) }, (_, column) => {
    const widest = Math.max(...lines.map((line) => widthOf(line[column] ?? '')))
    return { column, width: Math.min(widest, maxWidths[column] ?? widest), isRight: alignRight.includes(column) }
  }).filter(({ width }) => width > 0)
  return lines.map((line) => {
    const cells = columns.map(({ column, width, isRight }) => {
      const cell = line[column] ?? ''
      const padding = ' '.repeat(Math.max(0, width - widthOf(cell)))
      return isRight ? padding + cell : cell + padding
    })
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}

/** A cell is one line, and all of it is visible. */
const convertCell = (cell: string) => convertText(cell, toVisible)

/** Characters, without colors. Characters outside the basic plane count as one. */
const widthOf = (cell: string) => [...stripMarks(cell)].length
