import type { Workbench } from './workbench.js'

/** The servers that are measured side by side. */
export const contenders = ['ours', 'node', 'hono'] as const
export type Contender = (typeof contenders)[number]

/** A series of numbers per contender, one number per round. */
export type Series<Who extends string = Contender> = Record<Who, number[]>

export function newSeries<Who extends string>(names: readonly Who[]): Series<Who> {
  return Object.fromEntries(names.map((name) => [name, []])) as unknown as Series<Who>
}

/** The values of each slice of each round, per contender. */
export type SlicedSeries<Who extends string = Contender> = Record<Who, number[][]>

export function newSlicedSeries<Who extends string>(names: readonly Who[]): SlicedSeries<Who> {
  return Object.fromEntries(names.map((name) => [name, []])) as unknown as SlicedSeries<Who>
}

/** The arguments for Node that start a contender's server. */
export function argsOf(bench: Workbench, contender: Contender): string[] {
  if (contender === 'ours') return [bench.command, '--port', '0', '--quiet']
  return [bench.program(contender === 'node' ? 'bare-node' : 'bare-hono')]
}

/** The order of a round: contenders take turns to begin, so that none always runs right after the same one. */
export function inTurn<Item>(items: readonly Item[], round: number): Item[] {
  const first = round % items.length
  return [...items.slice(first), ...items.slice(0, first)]
}

/**
 * Lets contenders take turns in slices, back and forth, so that neighbors in the list are neighbors in time, and a machine
 * that gets slower or faster harms none more than the others.
 *
 * @param act what a contender does in a slice
 * @returns what it returned, in the order of the slices
 */
export async function takeTurns<Who extends string, Result>(
  names: readonly Who[],
  slices: number,
  act: (who: Who, slice: number) => Promise<Result>,
): Promise<Record<Who, Result[]>> {
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Who, Result[]>
  for (let slice = 0; slice < slices; slice++) {
    for (const name of slice % 2 === 0 ? names : names.toReversed()) results[name].push(await act(name, slice))
  }
  return results
}
