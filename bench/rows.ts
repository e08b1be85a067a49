import { type Round, ratioOf, type Spread, spreadOf } from './statistics.js'

/** A target for a figure, and whether it is met. */
export interface Aim {
  readonly text: string
  readonly isMet: boolean
}

/** One figure of a run. Results are kept as rows, so a change here changes the format of bench/results.json. */
export interface Row {
  /** Names the figure in the marks of documents, such as `create`. */
  readonly id: string
  readonly measure: string
  readonly unit: string
  /** Absolute values, in `unit`. */
  readonly ours: Spread
  readonly node?: Spread
  readonly hono?: Spread
  /** Ours by the clock on the wall, for a rate per second of processor time. */
  readonly wall?: Spread
  /** Ratios of ours to the others: the numbers to quote. */
  readonly toNode?: Spread
  readonly toHono?: Spread
  /** Ratio of ours to ours in another state, which the measure names. */
  readonly toOurs?: Spread
  readonly aims?: readonly Aim[]
}

/** A figure, and the major version of Node that it was measured on. */
export interface ResultRow extends Row {
  readonly on: string
}

/** The unit of throughput: requests for each second of processor time, user and system, of the server's process. */
export const requestRate = 'requests/processor-second'

/** Values of each round, or of each slice of each round. */
export interface Rounds {
  readonly ours: readonly Round[]
  readonly node?: readonly Round[]
  readonly hono?: readonly Round[]
  readonly wall?: readonly Round[]
  /** Ours in the state that `toOurs` compares with. */
  readonly without?: readonly Round[]
}

/** Makes a row of the values of each round: ratios are taken slice by slice. */
export function toRow(
  id: string,
  measure: string,
  unit: string,
  { ours, node, hono, wall, without }: Rounds,
  ...aims: readonly ((row: Row) => Aim)[]
): Row {
  const row: Row = {
    id,
    measure,
    unit,
    ours: spreadOf(ours),
    ...(node && { node: spreadOf(node), toNode: ratioOf(ours, node) }),
    ...(hono && { hono: spreadOf(hono), toHono: ratioOf(ours, hono) }),
    ...(wall && { wall: spreadOf(wall) }),
    ...(without && { toOurs: ratioOf(ours, without) }),
  }
  return aims.length === 0 ? row : { ...row, aims: aims.map((toAim) => toAim(row)) }
}

type RatioName = 'toNode' | 'toHono' | 'toOurs'

const nameOf: Readonly<Record<RatioName, string>> = { toNode: 'of node', toHono: 'of Hono', toOurs: 'of ours' }

/** An upper limit of the figure itself. */
export const atMost =
  (max: number, unit: string) =>
  ({ ours }: Row): Aim => ({ text: `<= ${max} ${unit}`, isMet: ours.median <= max })

/** A lower limit of a ratio. @param what what the ratio compares with */
export const shareAtLeast =
  (ratio: RatioName, min: number, what = nameOf[ratio]) =>
  (row: Row): Aim => ({
    text: `>= ${min} ${what}`,
    isMet: (row[ratio]?.median ?? Number.NaN) >= min,
  })

/** An upper limit of a ratio. @param text what the aim is called, such as `<= 1.25 of node` */
export const shareAtMost =
  (ratio: RatioName, max: number, text = `<= ${max} ${nameOf[ratio]}`) =>
  (row: Row): Aim => ({ text, isMet: (row[ratio]?.median ?? Number.NaN) <= max })
