/** Rows beyond the edges, so that scrolling shows no gap. */
const spareRows = 4

/** The rows between two positions, with the position of the first. */
export function findRows(count: number, sizeAt: (index: number) => number, from: number, to: number) {
  let first = 0
  let offset = 0
  while (first < count - 1 && offset + sizeAt(first) < from) offset += sizeAt(first++)
  let end = first
  for (let bottom = offset; end < count && bottom < to; end++) bottom += sizeAt(end)
  for (let spare = spareRows; spare > 0 && first > 0; spare--) offset -= sizeAt(--first)
  return { first, end: Math.min(end + spareRows, count), offset }
}
