import { argsOf, contenders, inTurn, newSeries, type Series } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { toProfileRequest, type Workload } from '../load/requests.js'
import type { LoadProcess } from '../load-process.js'
import { type RatedResult, runRated } from '../rated-job.js'
import { atMost, type Rounds, type Row, requestRate, shareAtLeast, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import type { Workbench } from '../workbench.js'

/** The contenders that answer every workload: the three, and our library in a process of its own. */
const everywhere = [...contenders, 'listen'] as const
/** Ours in two more modes, for creates only: printing codes to stdout, and storing its state. */
const variants = [...everywhere, 'logging', 'keeping'] as const
type Variant = (typeof variants)[number]

const works = ['create', 'check', 'list', 'page'] as const
type Work = (typeof works)[number]

const figures = ['rate', 'wall', 'p50', 'p99'] as const
type Figures = Record<(typeof figures)[number], Series<Variant>>

const connections = 64
/** The default size of a page. */
const pageSize = 25
/** The longest that a job may take on a busy machine. Seconds. */
const maxSecs = 60

/**
 * Requests per second of processor time, and latency, at 64 connections: create, check by phone number, list profiles.
 * Each round starts a fresh process.
 */
export async function measureThroughput(bench: Workbench, load: LoadProcess, scale: Scale): Promise<Row[]> {
  const found = Object.fromEntries(
    works.map((work) => [work, Object.fromEntries(figures.map((figure) => [figure, newSeries(variants)]))]),
  ) as unknown as Record<Work, Figures>
  for (let round = 0; round < scale.loadRounds; round++) {
    for (const variant of inTurn(variants, round)) {
      await measureOne(bench, load, scale, variant, (work, result) => {
        found[work].rate[variant].push(result.perProcessorSec)
        found[work].wall[variant].push(result.rate)
        found[work].p50[variant].push(result.p50)
        found[work].p99[variant].push(result.p99)
      })
    }
  }
  return toRows(found)
}

function argsOfVariant(bench: Workbench, variant: Variant): string[] {
  if (variant === 'listen') return [bench.program('listen'), bench.library]
  if (variant === 'logging') return [bench.command, '--port', '0']
  if (variant === 'keeping') return [...argsOf(bench, 'ours'), '--data', bench.newFolder()]
  return argsOf(bench, variant)
}

async function measureOne(
  bench: Workbench,
  load: LoadProcess,
  scale: Scale,
  variant: Variant,
  note: (work: Work, result: RatedResult) => void,
): Promise<void> {
  const server = await ServerProcess.start(bench, argsOfVariant(bench, variant))
  const { warmUps, creates, checks, lists, pages } = scale
  const job = { port: server.port, connections, secs: maxSecs }
  /** Warms up with as many requests as stated, then measures the others. */
  const measure = async (workload: Workload, warmUps: number, count: number, first?: number) => {
    const firstNumber = first ?? load.takeNumbers(warmUps + count)
    await load.run({ ...job, workload, firstNumber, count: warmUps })
    return runRated(load, server, { ...job, workload, firstNumber: firstNumber + warmUps, count })
  }
  note('create', await measure('create', warmUps, creates))
  if ((everywhere as readonly string[]).includes(variant)) {
    // A part of the warm-up is enough for the code that the workloads do not share.
    const fewer = warmUps / 4
    const count = fewer + checks
    const firstNumber = load.takeNumbers(count)
    await load.run({ ...job, workload: 'create-with-code', firstNumber, count })
    note('check', await measure('check', fewer, checks, firstNumber))
    note('list', await measure('list', fewer, lists))
    await fillPage(server.port)
    note('page', await measure('list', fewer / 4, pages))
  }
  await server.stop()
}

/** Adds profiles to the built-in one until a page is full. */
async function fillPage(port: number): Promise<void> {
  const connection = await Connection.open(port)
  for (let i = 1; i < pageSize; i++) await connection.ask(toProfileRequest(`Profile ${i}`))
  connection.close()
}

function toRows({ create, check, list, page }: Record<Work, Figures>): Row[] {
  const rounds = ({ rate, wall }: Figures, variant: Variant): Rounds => ({
    ours: rate[variant],
    node: rate.node,
    hono: rate.hono,
    wall: wall[variant],
    ...(variant !== 'ours' && { without: rate.ours }),
  })
  const rateRow = (id: string, measure: string, figures: Figures, ...aims: Parameters<typeof shareAtLeast>[]) =>
    toRow(id, measure, requestRate, rounds(figures, 'ours'), ...aims.map((aim) => shareAtLeast(...aim)))
  /** The same through `createEmulator().listen()`, compared with the command. */
  const listenRow = (id: string, figures: Figures) =>
    toRow(
      `${id}-listen`,
      '  by createEmulator().listen()',
      requestRate,
      rounds(figures, 'listen'),
      shareAtLeast('toOurs', 0.95, 'of the command'),
    )
  const slowest = atMost(15, 'ms')
  return [
    rateRow('create', `create, ${connections} connections`, create, ['toNode', 0.95]),
    toRow('create-p50', '  p50', 'ms', create.p50),
    toRow('create-p99', '  p99', 'ms', create.p99, slowest),
    toRow('create-logging', '  printing codes to stdout', requestRate, rounds(create, 'logging')),
    toRow(
      'create-data',
      '  with --data',
      requestRate,
      rounds(create, 'keeping'),
      shareAtLeast('toOurs', 0.95, 'of ours without'),
    ),
    toRow('create-data-p99', '    p99', 'ms', { ours: create.p99.keeping }, slowest),
    listenRow('create', create),
    rateRow('check', 'check by phone number', check, ['toNode', 0.9]),
    toRow('check-p99', '  p99', 'ms', check.p99),
    listenRow('check', check),
    rateRow('list', 'list of 1 profile', list, ['toNode', 1]),
    listenRow('list', list),
    rateRow('page', `list of ${pageSize} profiles`, page, ['toNode', 1.1]),
    listenRow('page', page),
  ]
}
