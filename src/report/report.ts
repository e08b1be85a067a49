/**
 * What an item says. Drift: `differs` (two answers, or a document and ours, are not the same), `breaking` (so that a
 * client fails on it), `contradicts` (a rule of the emulator does not hold). No drift: `same`, `confirms` (a rule holds),
 * `addition` (a difference that is documented) and `unproven` (nothing was shown either way). `could-not-run` is neither.
 */
export type ItemKind =
  | 'same'
  | 'differs'
  | 'breaking'
  | 'addition'
  | 'unproven'
  | 'contradicts'
  | 'confirms'
  | 'could-not-run'

/** One thing that was looked at. */
export interface Item {
  readonly kind: ItemKind
  /** Where: `wrong-code, step 2: body /data/response_code`, or `CreateVerifyProfile request/name`. */
  readonly place: string
  /** Id of the rule in fixtures/rules.yaml that it is about. */
  readonly rule?: string
  readonly expected?: string
  readonly actual?: string
  /** What it means, in one sentence. */
  readonly sentence: string
}

/** The items of one scenario, operation or request. */
export interface Section {
  readonly title: string
  readonly items: readonly Item[]
}

/** What a contract check found; every check makes one, and every format is made from one. */
export interface ContractReport {
  readonly title: string
  /** What was held against what, when, and what it cost: facts for the head of the report. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** The file that drift has to be mended in, or is described by; relative to the package. For SARIF. */
  readonly file: string
  readonly sections: readonly Section[]
}

export type ExitCode = 0 | 1 | 2

const drifts: ReadonlySet<ItemKind> = new Set(['differs', 'breaking', 'contradicts'])

/** Whether an item is drift. */
export function isDrift({ kind }: Pick<Item, 'kind'>): boolean {
  return drifts.has(kind)
}

/** All items of a report, in order. */
export function itemsOf({ sections }: Pick<ContractReport, 'sections'>): Item[] {
  return sections.flatMap(({ items }) => items)
}

/** 0: no drift; 1: drift, which is certain even where something else could not run; 2: something could not run. */
export function exitCodeOf(report: Pick<ContractReport, 'sections'>): ExitCode {
  const items = itemsOf(report)
  if (items.some(isDrift)) return 1
  return items.some(({ kind }) => kind === 'could-not-run') ? 2 : 0
}

/** How many items there are of each kind; kinds without any are left out. */
export function countKinds(items: readonly Item[]): Map<ItemKind, number> {
  const counts = new Map<ItemKind, number>()
  for (const kind of kindsByWeight) {
    const count = items.filter((item) => item.kind === kind).length
    if (count > 0) counts.set(kind, count)
  }
  return counts
}

/** Heaviest first: the order of summaries. */
export const kindsByWeight: readonly ItemKind[] = [
  ...(['could-not-run', 'breaking', 'contradicts', 'differs', 'unproven', 'addition', 'confirms', 'same'] as const),
]

/** `2 differs, 14 same`. */
export function summarize(items: readonly Item[]): string {
  const counts = [...countKinds(items)].map(([kind, count]) => `${count} ${kind}`)
  return counts.length === 0 ? 'nothing was looked at' : counts.join(', ')
}

/** The verdict in words. */
export function verdictOf(report: Pick<ContractReport, 'sections'>): string {
  return ['No drift', 'Drift', 'Could not run'][exitCodeOf(report)] as string
}
