/** Formats rows under headings, in columns as wide as their longest cell. A missing cell is empty. */
export function toTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const lines = [
    headings.map((heading) => heading.toUpperCase()),
    ...rows.map((row) => row.map((cell) => String(cell ?? ''))),
  ]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] as number) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Width in code points: a character outside the basic plane counts once. */
const widthOf = (cell: string) => [...cell].length
