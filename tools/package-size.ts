/** What `npm pack` says about a tarball, in bytes. */
export interface PackedSize {
  readonly size: number
  readonly unpackedSize: number
}

const megabyte = 1_000_000

/** The most that the package may weigh: what is downloaded, and what is installed. */
const budget: PackedSize = { size: megabyte, unpackedSize: 4 * megabyte }

/** Compares a tarball with the budget. */
export function judgeSize(packed: PackedSize): { readonly text: string; readonly excess: readonly string[] } {
  const rows = [
    ['Tarball', packed.size, budget.size],
    ['Installed', packed.unpackedSize, budget.unpackedSize],
  ] as const
  const lines = rows.map(([name, bytes, limit]) => `${name}: ${toMegabytes(bytes)} of at most ${toMegabytes(limit)}`)
  return { text: `${lines.join('\n')}`, excess: lines.filter((_, index) => isOver(rows[index])).map(toAdvice) }
}

const isOver = (row: readonly [string, number, number] | undefined) => row !== undefined && row[1] > row[2]

const toAdvice = (line: string) =>
  `${line}. Load code from one file (npm run build -- --analyze lists them), or leave files out of "files".`

const toMegabytes = (bytes: number) => `${(bytes / megabyte).toFixed(3)} MB`
