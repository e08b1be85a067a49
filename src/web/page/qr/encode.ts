/** QR codes of short texts: byte mode, error correction level M, versions 1 to 10 (213 bytes). ISO/IEC 18004. */

/** Per version: codewords in all, error correction codewords of a block, blocks. */
const versions: readonly (readonly [total: number, correction: number, blocks: number])[] = [
  [26, 10, 1],
  [44, 16, 1],
  [70, 26, 1],
  [100, 18, 2],
  [134, 24, 2],
  [172, 16, 4],
  [196, 18, 4],
  [242, 22, 4],
  [292, 22, 5],
  [346, 26, 5],
]

/** Centers of the alignment patterns per version. */
const alignments = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]]

const exponents = new Uint8Array(512)
const logarithms = new Uint8Array(256)
for (let index = 0, value = 1; index < 255; index++) {
  exponents[index] = exponents[index + 255] = value
  logarithms[value] = index
  value = (value << 1) ^ (value & 128 ? 0x11d : 0)
}

const multiply = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : (exponents[(logarithms[a] as number) + (logarithms[b] as number)] as number)

/** The error correction codewords of a block (Reed-Solomon). */
function correct(data: Uint8Array, count: number): Uint8Array {
  let generator = new Uint8Array([1])
  for (let degree = 0; degree < count; degree++) {
    const next = new Uint8Array(generator.length + 1)
    generator.forEach((factor, index) => {
      next[index] = (next[index] as number) ^ factor
      next[index + 1] = (next[index + 1] as number) ^ multiply(factor, exponents[degree] as number)
    })
    generator = next
  }
  const rest = new Uint8Array(data.length + count)
  rest.set(data)
  for (let index = 0; index < data.length; index++) {
    const lead = rest[index] as number
    generator.forEach((factor, offset) => {
      rest[index + offset] = (rest[index + offset] as number) ^ multiply(factor, lead)
    })
  }
  return rest.slice(data.length)
}

/** Data and error correction, interleaved over the blocks. */
function toCodewords(bytes: Uint8Array, version: number): number[] {
  const [total, correction, blocks] = versions[version - 1] as (typeof versions)[number]
  const capacity = total - correction * blocks
  const bits: number[] = []
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1)
  }
  put(4, 4)
  put(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) put(byte, 8)
  put(0, Math.min(4, capacity * 8 - bits.length))
  while (bits.length % 8 > 0) bits.push(0)
  const data = new Uint8Array(capacity).map((_, index) => {
    if (index * 8 >= bits.length) return (index - bits.length / 8) % 2 === 0 ? 0xec : 0x11
    return bits.slice(index * 8, index * 8 + 8).reduce((value, bit) => value * 2 + bit, 0)
  })
  const short = Math.floor(capacity / blocks)
  const longBlocks = capacity % blocks
  let start = 0
  const parts = Array.from({ length: blocks }, (_, block) => {
    const part = data.slice(start, start + short + (block >= blocks - longBlocks ? 1 : 0))
    start += part.length
    return { part, check: correct(part, correction) }
  })
  const result: number[] = []
  for (let index = 0; index <= short; index++)
    for (const { part } of parts) if (index < part.length) result.push(part[index] as number)
  for (let index = 0; index < correction; index++) for (const { check } of parts) result.push(check[index] as number)
  return result
}

type Grid = (boolean | null)[][]

const setAt = (grid: Grid, x: number, y: number, dark: boolean): void => {
  const row = grid[y]
  if (row !== undefined && x >= 0 && x < row.length) row[x] = dark
}

/** Finders, timing, alignment and version; the places of the format are reserved. */
function drawPatterns(grid: Grid, version: number): void {
  const size = grid.length
  for (const [left, top] of [
    [0, 0],
    [size - 7, 0],
    [0, size - 7],
  ] as const)
    for (let y = -1; y <= 7; y++)
      for (let x = -1; x <= 7; x++) {
        const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3))
        setAt(grid, left + x, top + y, ring !== 2 && ring !== 4)
      }
  for (let index = 8; index < size - 8; index++) {
    setAt(grid, index, 6, index % 2 === 0)
    setAt(grid, 6, index, index % 2 === 0)
  }
  const centers = alignments[version - 1] as number[]
  const last = centers.at(-1)
  for (const cx of centers)
    for (const cy of centers) {
      if ((cx === 6 && cy === 6) || (cx === 6 && cy === last) || (cx === last && cy === 6)) continue
      for (let y = -2; y <= 2; y++)
        for (let x = -2; x <= 2; x++) setAt(grid, cx + x, cy + y, Math.max(Math.abs(x), Math.abs(y)) !== 1)
    }
  if (version >= 7) drawVersion(grid, version)
  drawFormat(grid, 0)
}

function drawVersion(grid: Grid, version: number): void {
  let rest = version
  for (let bit = 0; bit < 12; bit++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let index = 0; index < 18; index++) {
    const dark = ((bits >> index) & 1) === 1
    const [a, b] = [grid.length - 11 + (index % 3), Math.floor(index / 3)]
    setAt(grid, a, b, dark)
    setAt(grid, b, a, dark)
  }
}

/** Level M and the mask, twice. */
function drawFormat(grid: Grid, mask: number): void {
  let rest = mask // level M is 00
  for (let bit = 0; bit < 10; bit++) rest = (rest << 1) ^ ((rest >> 9) * 0x537)
  const bits = ((mask << 10) | rest) ^ 0x5412
  const size = grid.length
  for (let index = 0; index < 15; index++) {
    const dark = ((bits >> index) & 1) === 1
    const near = index < 6 ? index : index < 8 ? index + 1 : 14 - index
    if (index < 8) setAt(grid, 8, near, dark)
    else setAt(grid, index === 8 ? 7 : near, 8, dark)
    if (index < 8) setAt(grid, size - 1 - index, 8, dark)
    else setAt(grid, 8, size - 15 + index, dark)
  }
  setAt(grid, 8, size - 8, true)
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
]

/**
 * The modules of a QR code, row by row; true is dark.
 *
 * @throws {RangeError} when the text is longer than 213 bytes
 */
export function encodeQr(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text)
  const version =
    versions.findIndex(
      ([total, correction, blocks], index) => bytes.length + (index < 9 ? 2 : 3) <= total - correction * blocks,
    ) + 1
  if (version === 0) throw new RangeError('The text is too long for this QR code.')
  const size = 17 + version * 4
  const patterns: Grid = Array.from({ length: size }, () => Array<boolean | null>(size).fill(null))
  drawPatterns(patterns, version)
  const codewords = toCodewords(bytes, version)
  const candidates = masks.map((mask, index) => {
    const grid = patterns.map((row) => [...row])
    drawFormat(grid, index)
    fill(grid, codewords, mask)
    return grid as boolean[][]
  })
  return candidates.reduce((best, grid) => (rate(grid) < rate(best) ? grid : best))
}

/** Puts the bits into what is free, in columns of two, upward and downward in turn. */
function fill(grid: Grid, codewords: readonly number[], mask: (x: number, y: number) => boolean): void {
  const size = grid.length
  let place = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step
        if (grid[y]?.[x] !== null) continue
        const bit = ((codewords[place >> 3] ?? 0) >> (7 - (place & 7))) & 1
        place++
        setAt(grid, x, y, (bit === 1) !== mask(x, y))
      }
  }
}

/** Rates how hard a grid is to read: by runs of one color, and by the balance of dark and light. */
function rate(grid: readonly (readonly boolean[])[]): number {
  const rateLine = (line: readonly (boolean | undefined)[]) => {
    let penalty = 0
    for (let index = 1, run = 1; index < line.length; index++) {
      run = line[index] === line[index - 1] ? run + 1 : 1
      if (run === 5) penalty += 3
      else if (run > 5) penalty++
    }
    return penalty
  }
  const dark = grid.flat().filter(Boolean).length / grid.length ** 2
  return (
    grid.reduce((sum, row, y) => sum + rateLine(row) + rateLine(grid.map((other) => other[y])), 0) +
    Math.abs(dark - 0.5) * 200
  )
}
