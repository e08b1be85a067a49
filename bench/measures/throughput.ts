import { join } from 'node:path'
import { argsOf, newSlicedSeries, type SlicedSeries } from '../contenders.js'
import { connections, Field } from '../field.js'
import { Connection } from '../load/connection.js'
import { toProfileRequest, type Workload } from '../load/requests.js'
import type { LoadProcess } from '../load-process.js'
import type { RatedResult } from '../rated-job.js'
import { atMost, type Rounds, type Row, requestRate, shareAtLeast, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { rateInAll } from '../statistics.js'
import type { Workbench } from '../workbench.js'

/** The contenders that answer every workload, in the order of their turns: ours is next to those that it is compared with. */
const everywhere = ['hono', 'node', 'ours', 'listen'] as const
/** Ours in two more modes, for creates only: printing codes to stdout, and storing its state. */
const creating = [...everywhere, 'keeping', 'logging'] as const
/** Another build of ours, of `--against`. */
const other = 'against'
type Variant = (typeof creating)[number] | typeof other

const works = ['create', 'check', 'list', 'page'] as const
type Work = (typeof works)[number]

const figures = ['rate', 'wall', 'p50', 'p99'] as const
type Figures = Record<(typeof figures)[number], SlicedSeries<Variant>>

/** The default size of a page. */
const pageSize = 25

/**
 * Requests per second of processor time, and latency, at 64 connections: create, check by phone number, list profiles.
 * Each round starts fresh processes, which take turns in slices.
 *
 * @param against the folder of another build of ours to compare with
 */
export async function measureThroughput(
  bench: Workbench,
  load: LoadProcess,
  scale: Scale,
  against?: string,
): Promise<Row[]> {
  // Another build is a neighbor of ours.
  const withOther = <Name extends Variant>(names: readonly Name[]): readonly Variant[] =>
    against === undefined ? names : names.flatMap((name) => (name === 'ours' ? [name, other] : [name]))
  const [all, some] = [withOther(creating), withOther(everywhere)]
  const found = Object.fromEntries(
    works.map((work) => [work, Object.fromEntries(figures.map((figure) => [figure, newSlicedSeries(all)]))]),
  ) as unknown as Record<Work, Figures>
  const args = Object.fromEntries(all.map((who) => [who, toArgs(bench, who, against)])) as Record<Variant, string[]>
  for (let round = 0; round < scale.loadRounds; round++) {
    if (args.keeping !== undefined) args.keeping = toArgs(bench, 'keeping')
    const field = await Field.start<Variant>(bench, load, args)
    await runRound(field, load, scale, [all, some], (work, results) => {
      for (const [who, slices] of Object.entries(results) as [Variant, RatedResult[]][]) {
        found[work].rate[who].push(slices.map(({ perProcessorSec }) => perProcessorSec))
        found[work].wall[who].push(slices.map(({ rate }) => rate))
        found[work].p50[who].push(slices.map(({ p50 }) => p50))
        found[work].p99[who].push(slices.map(({ p99 }) => p99))
      }
    })
  }
  return toRows(found, against !== undefined)
}

function toArgs(bench: Workbench, variant: Variant, against = ''): string[] {
  if (variant === 'listen') return [bench.program('listen'), bench.library]
  if (variant === 'logging') return [bench.command, '--port', '0']
  if (variant === 'keeping') return [...argsOf(bench, 'ours'), '--data', bench.newFolder()]
  if (variant === 'against') return [join(against, 'cli.cjs'), '--port', '0', '--quiet']
  return argsOf(bench, variant)
}

async function runRound(
  field: Field<Variant>,
  load: LoadProcess,
  { slices, warmUps, creates, checks, lists, pages }: Scale,
  [all, some]: readonly [readonly Variant[], readonly Variant[]],
  note: (work: Work, results: Record<Variant, RatedResult[]>) => void,
): Promise<void> {
  const race = async (work: Work, workload: Workload, names: readonly Variant[], warmUps: number, size: number) => {
    for (const who of names) await field.warmUp(who, workload, warmUps)
    note(work, await field.race(names, { workload, slices, size }))
  }
  await race('create', 'create', all, warmUps, creates)
  await field.stop(all.filter((who) => !some.includes(who)))

  // A part of the warm-up is enough for the code that the workloads do not share.
  const fewer = warmUps / 4
  const firstNumbers = {} as Record<Variant, number>
  for (const who of some) {
    const count = fewer + slices * checks
    const first = load.takeNumbers(count)
    firstNumbers[who] = first + fewer
    await field.warmUp(who, 'create-with-code', count, first)
    await field.warmUp(who, 'check', fewer, first)
  }
  note('check', await field.race(some, { workload: 'check', slices, size: checks }, firstNumbers))

  await race('list', 'list', some, fewer, lists)
  for (const who of some) await fillPage(field.server(who).port)
  await race('page', 'list', some, fewer / 4, pages)
  await field.stop()
}

/** Adds profiles to the built-in one until a page is full. */
async function fillPage(port: number): Promise<void> {
  const connection = await Connection.open(port)
  for (let i = 1; i < pageSize; i++) await connection.ask(toProfileRequest(`Profile ${i}`))
  connection.close()
}

function toRows({ create, check, list, page }: Record<Work, Figures>, hasOther: boolean): Row[] {
  const slowest = atMost(15, 'ms')
  const createRows = [
    toRow('create-p50', '  p50', 'ms', create.p50),
    toRow('create-p99', '  p99', 'ms', create.p99, slowest),
    toRow('create-logging', '  printing codes to stdout', requestRate, toRounds(create, 'logging')),
    toRow(
      'create-data',
      '  with --data',
      requestRate,
      toRounds(create, 'keeping'),
      shareAtLeast('toOurs', 0.95, 'of ours without'),
      // The same share of a create that is as quick as its own aim: whoever makes that faster makes the aim above harder.
      shareAtLeast('toNode', 0.9),
    ),
    toRow('create-data-p99', '    p99', 'ms', { ours: create.p99.keeping }, slowest),
  ]
  return [
    ...toWorkRows('create', `create, ${connections} connections`, create, hasOther, ['toNode', 0.95]),
    ...createRows,
    ...toWorkRows('check', 'check by phone number', check, hasOther, ['toNode', 0.9]),
    toRow('check-p99', '  p99', 'ms', check.p99),
    ...toWorkRows('list', 'list of 1 profile', list, hasOther, ['toNode', 1]),
    ...toWorkRows('page', `list of ${pageSize} profiles`, page, hasOther, ['toNode', 1.1]),
  ]
}

/** The rows of a workload: the command, what the median of its slices hides, the library, and another build. */
function toWorkRows(
  id: string,
  measure: string,
  figures: Figures,
  hasOther: boolean,
  aim: Parameters<typeof shareAtLeast>,
): Row[] {
  const { ours, node, hono } = figures.rate
  const inAll = (rounds: readonly number[][]) => rounds.map(rateInAll)
  const rows = [
    toRow(id, measure, requestRate, toRounds(figures, 'ours'), shareAtLeast(...aim)),
    toRow(`${id}-in-all`, '  all slices together', requestRate, {
      ours: inAll(ours),
      node: inAll(node),
      hono: inAll(hono),
    }),
    toRow(
      `${id}-listen`,
      '  by createEmulator().listen()',
      requestRate,
      toRounds(figures, 'listen'),
      shareAtLeast('toOurs', 0.95, 'of the command'),
    ),
  ]
  if (!hasOther) return rows
  // The other way round: the figures are ours, compared with those of the other build.
  const against = { ours, without: figures.rate.against, wall: figures.wall.ours }
  return [...rows, toRow(`${id}-against`, '  compared with the build of --against', requestRate, against)]
}

function toRounds({ rate, wall }: Figures, variant: Variant): Rounds {
  return {
    ours: rate[variant],
    node: rate.node,
    hono: rate.hono,
    wall: wall[variant],
    ...(variant !== 'ours' && { without: rate.ours }),
  }
}
