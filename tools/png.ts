/** Makes a PNG small: at most 256 colors, one byte a pixel, packed as tightly as zlib can. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

interface Image {
  readonly width: number
  readonly height: number
  /** Red, green, blue of each pixel. */
  readonly pixels: Uint8Array
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Packs a screenshot again: a page has few colors, and the shades of its letters are hardly told apart. */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png)
  const palette = choosePalette(pixels)
  const nearest = new Map<number, number>()
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 3) {
      const color = colorAt(pixels, from)
      let index = nearest.get(color)
      if (index === undefined) {
        index = findNearest(palette, color)
        nearest.set(color, index)
      }
      rows[y * (width + 1) + 1 + x] = index
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const colorAt = (pixels: Uint8Array, at: number) =>
  ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0)

/** The colors that are used most, near ones counted as one. */
function choosePalette(pixels: Uint8Array): number[] {
  const counts = new Map<number, number>()
  for (let at = 0; at < pixels.length; at += 3) {
    const color = colorAt(pixels, at)
    counts.set(color, (counts.get(color) ?? 0) + 1)
  }
  const palette: number[] = []
  const byCount = [...counts].sort(([a, most], [b, more]) => more - most || a - b)
  for (let least = 120; palette.length < 256 && least >= 0; least = least === 0 ? -1 : least >> 1) {
    for (const [color] of byCount) {
      if (palette.length === 256) break
      if (palette.every((chosen) => distance(chosen, color) > least)) palette.push(color)
    }
  }
  return palette
}

/** How far two colors are apart: the square of their distance. */
function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16)
  const green = ((a >> 8) & 255) - ((b >> 8) & 255)
  const blue = (a & 255) - (b & 255)
  return red * red + green * green + blue * blue
}

function findNearest(palette: readonly number[], color: number): number {
  let found = 0
  for (let index = 1; index < palette.length; index++)
    if (distance(palette[index] ?? 0, color) < distance(palette[found] ?? 0, color)) found = index
  return found
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  const sum = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG of 8 bits a channel, without interlacing, as a browser writes it. */
function decode(png: Buffer): Image {
  const parts: Buffer[] = []
  let [width, height, channels] = [0, 0, 3]
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const data = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') {
      width = data.readUInt32BE(0)
      height = data.readUInt32BE(4)
      channels = data[9] === 6 ? 4 : 3
    }
    if (type === 'IDAT') parts.push(data)
    at += length + 12
  }
  const lines = unfilter(inflateSync(Buffer.concat(parts)), width * channels, height, channels)
  const pixels = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel++)
    pixels.set(lines.subarray(pixel * channels, pixel * channels + 3), pixel * 3)
  return { width, height, pixels }
}

/** Undoes the filter of each line, which stands in its first byte. */
function unfilter(raw: Buffer, stride: number, height: number, channels: number): Uint8Array {
  const lines = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x >= channels ? (lines[at - channels] ?? 0) : 0
      const up = y > 0 ? (lines[at - stride] ?? 0) : 0
      const upLeft = x >= channels && y > 0 ? (lines[at - stride - channels] ?? 0) : 0
      const added = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter ?? 0] ?? 0
      lines[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + added
    }
  }
  return lines
}

function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft
  const [toLeft, toUp, toUpLeft] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)]
  if (toLeft <= toUp && toLeft <= toUpLeft) return left
  return toUp <= toUpLeft ? up : upLeft
}
