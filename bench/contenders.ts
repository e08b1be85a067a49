import type { Workbench } from './workbench.js'

/** Who is measured side by side. */
export const contenders = ['ours', 'node', 'hono'] as const
export type Contender = (typeof contenders)[number]

/** A series of numbers for each, one number a round. */
export type Series<Who extends string = Contender> = Record<Who, number[]>

export function newSeries<Who extends string>(names: readonly Who[]): Series<Who> {
  return Object.fromEntries(names.map((name) => [name, []])) as unknown as Series<Who>
}

/** The arguments for Node that start a contender's server. */
export function argsOf(bench: Workbench, contender: Contender): string[] {
  if (contender === 'ours') return [bench.command, '--port', '0', '--quiet']
  return [bench.program(contender === 'node' ? 'bare-node' : 'bare-hono')]
}

/** The order of a round: each begins in turn, so that none always runs right after the same other one. */
export function inTurn<Item>(items: readonly Item[], round: number): Item[] {
  const first = round % items.length
  return [...items.slice(first), ...items.slice(0, first)]
}
