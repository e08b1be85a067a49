/** Rows under headings, in columns that are as wide as they must be. A cell that is absent stays empty. */
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

/** What is outside the first plane takes one place all the same. */
const widthOf = (cell: string) => [...cell].length
