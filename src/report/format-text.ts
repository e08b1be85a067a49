import { type ContractReport, type Item, type ItemKind, type Section, summarize, verdictOf } from './report.js'

/** Colours a text for a terminal, or leaves it as it is. */
export type Paint = (colour: 'dim' | 'cyan' | 'green' | 'yellow' | 'red', text: string) => string

export interface TextOptions {
  /** Default: no colours. */
  readonly paint?: Paint
  /** Lists what is the same, confirmed or documented too; otherwise it is only counted. */
  readonly isVerbose?: boolean
}

const colours: Readonly<Record<ItemKind, Parameters<Paint>[0]>> = {
  ...{ same: 'green', confirms: 'green', addition: 'dim', unproven: 'cyan' },
  ...{ differs: 'yellow', contradicts: 'red', breaking: 'red', 'could-not-run': 'red' },
}

/** Kinds that nobody has to act upon: they are counted, and listed only where all is wanted. */
export const isQuiet = ({ kind }: Item) => kind === 'same' || kind === 'confirms' || kind === 'addition'

/** A report for people: facts, a block a section in aligned columns, and the verdict. */
export function formatText(
  report: ContractReport,
  { paint = (_, text) => text, isVerbose = false }: TextOptions = {},
): string {
  const { title, facts, sections } = report
  const width = Math.max(0, ...facts.map(([name]) => name.length))
  const head = [title, ...facts.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)]
  const columns = measure(sections.flatMap(({ items }) => listed(items, isVerbose)))
  const blocks = sections.map((section) => toBlock(section, columns, paint, isVerbose))
  const end = `${verdictOf(report)}: ${summarize(sections.flatMap(({ items }) => items))}.`
  return `${[head.join('\n'), ...blocks, end].join('\n\n')}\n`
}

interface Columns {
  readonly kind: number
  readonly rule: number
  readonly place: number
}

/** A place that is longer takes a line of its own length; it does not push the others. */
const widestPlace = 60

function measure(items: readonly Item[]): Columns {
  const widest = (lengths: readonly number[]) => Math.max(0, ...lengths)
  return {
    kind: widest(items.map(({ kind }) => kind.length)),
    rule: widest(items.map(({ rule = '' }) => rule.length)),
    place: Math.min(widestPlace, widest(items.map(({ place }) => place.length))),
  }
}

const listed = (items: readonly Item[], isVerbose: boolean) =>
  isVerbose ? items : items.filter((item) => !isQuiet(item))

function toBlock({ title, items }: Section, columns: Columns, paint: Paint, isVerbose: boolean): string {
  const lines = listed(items, isVerbose).flatMap((item) => toLines(item, columns, paint))
  return [`${title}  ${paint('dim', summarize(items))}`, ...lines].join('\n')
}

function toLines(
  { kind, rule = '', place, sentence, expected, actual }: Item,
  columns: Columns,
  paint: Paint,
): string[] {
  const before = `  ${paint(colours[kind], kind.padEnd(columns.kind))}  ${columns.rule > 0 ? `${rule.padEnd(columns.rule)}  ` : ''}`
  const indent = ' '.repeat(4 + columns.kind + (columns.rule > 0 ? columns.rule + 2 : 0))
  return [
    `${before}${place.padEnd(columns.place)}  ${sentence}`.trimEnd(),
    ...(expected === undefined ? [] : [`${indent}${paint('dim', 'expected')}  ${expected}`]),
    ...(actual === undefined ? [] : [`${indent}${paint('dim', 'actual')}    ${actual}`]),
  ]
}
