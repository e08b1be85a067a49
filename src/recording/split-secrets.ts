import { isPause, type Steps } from '../wire/steps.js'
import type { Found } from './secret-index.js'

/** A value as a piece of a text that several values may hold together; undefined for other values. */
function toPiece(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const isByte = typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 256
  return isByte ? String.fromCharCode(value) : undefined
}

/**
 * The text that the values of a list hold together, if they are characters, bytes or pieces of it.
 *
 * @example
 * ```ts
 * joinPieces([115, 101, 99]) // 'sec'
 * joinPieces(['sec', 'ret']) // 'secret'
 * ```
 */
export function joinPieces(values: readonly unknown[]): string {
  return values.map((value) => toPiece(value) ?? '\n').join('')
}

/** The indexes of the values that hold a known secret together, of which each alone has only a part. With breaks. */
export function* findSplit(
  values: readonly unknown[],
  find: (text: string) => Steps<Found[]>,
): Steps<ReadonlySet<number>> {
  const split = new Set<number>()
  const ends: number[] = []
  let joined = ''
  let count = 0
  for (const value of values) {
    const piece = toPiece(value)
    if (piece !== undefined) count++
    joined += piece ?? '\n'
    ends.push(joined.length)
    if (isPause(ends.length, 20_000)) yield
  }
  if (count < 2 || joined.length < 4) return split
  let first = 0
  const found = yield* find(joined)
  for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
    while (first < ends.length && (ends[first] as number) <= start) first++
    if ((ends[first] as number) >= end) continue
    for (let index = first; index < ends.length; index++) {
      split.add(index)
      if ((ends[index] as number) >= end) break
    }
  }
  return split
}
