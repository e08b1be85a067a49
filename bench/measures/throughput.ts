import { argsOf, type Contender, contenders, inTurn, newSeries, type Series } from '../contenders.js'
import { Connection } from '../load/connection.js'
import type { Job } from '../load/job.js'
import { toProfileRequest, type Workload } from '../load/requests.js'
import type { LoadProcess } from '../load-process.js'
import { atLeast, atMost, type Row } from '../report.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { median, ratioOf } from '../statistics.js'
import type { Workbench } from '../workbench.js'

/** The three contenders, and ours in two more modes: printing codes to stdout, and storing its state. */
const variants = [...contenders, 'logging', 'keeping'] as const
type Variant = (typeof variants)[number]

const connections = 64
/** More requests than a job can send in its time. */
const plenty = 1_000_000
/** The default size of a page. */
const pageSize = 25

interface Results {
  readonly create: Series<Variant>
  readonly p50: Series<Variant>
  readonly p99: Series<Variant>
  readonly check: Series
  readonly checkP99: Series
  readonly list: Series
  readonly listFull: Series
}

/** Requests per second and latency at 64 connections: create, check by phone number, list profiles. Each round starts a fresh process. */
export async function measureThroughput(bench: Workbench, load: LoadProcess, scale: Scale): Promise<Row[]> {
  const results: Results = {
    create: newSeries(variants),
    p50: newSeries(variants),
    p99: newSeries(variants),
    check: newSeries(contenders),
    checkP99: newSeries(contenders),
    list: newSeries(contenders),
    listFull: newSeries(contenders),
  }
  for (let round = 0; round < scale.loadRounds; round++) {
    for (const variant of inTurn(variants, round)) await runOne(bench, load, scale, variant, results)
  }
  return toRows(results)
}

function argsOfVariant(bench: Workbench, variant: Variant): string[] {
  if (variant === 'logging') return [bench.command, '--port', '0']
  if (variant === 'keeping') return [...argsOf(bench, 'ours'), '--data', bench.newFolder()]
  return argsOf(bench, variant)
}

async function runOne(
  bench: Workbench,
  load: LoadProcess,
  scale: Scale,
  variant: Variant,
  results: Results,
): Promise<void> {
  const server = await ServerProcess.start(bench, argsOfVariant(bench, variant))
  const job = (workload: Workload, secs: number, warmUpSecs: number, more: Partial<Job> = {}) =>
    load.run({
      port: server.port,
      workload,
      connections,
      firstNumber: load.takeNumbers(plenty),
      count: plenty,
      secs,
      warmUpSecs,
      ...more,
    })
  const create = await job('create', scale.createSecs, scale.warmUpSecs)
  results.create[variant].push(create.rate)
  results.p50[variant].push(create.p50)
  results.p99[variant].push(create.p99)
  if (isContender(variant)) {
    const firstNumber = load.takeNumbers(plenty)
    const { answers: count } = await job('create-with-code', scale.prepareSecs, 0, { firstNumber })
    const check = await job('check', scale.checkSecs, 0.3, { firstNumber, count })
    results.check[variant].push(check.rate)
    results.checkP99[variant].push(check.p99)
    results.list[variant].push((await job('list', scale.listSecs, 0.3)).rate)
    await fillPage(server.port)
    results.listFull[variant].push((await job('list', scale.listSecs, 0.3)).rate)
  }
  await server.stop()
}

function isContender(variant: Variant): variant is Contender {
  return (contenders as readonly string[]).includes(variant)
}

/** Adds profiles to the built-in one until a page is full. */
async function fillPage(port: number): Promise<void> {
  const connection = await Connection.open(port)
  for (let i = 1; i < pageSize; i++) await connection.ask(toProfileRequest(`Profile ${i}`))
  connection.close()
}

function toRows({ create, p50, p99, check, checkP99, list, listFull }: Results): Row[] {
  const toRow = (measure: string, unit: string, { ours, node, hono }: Series) => ({
    measure,
    unit,
    ours: median(ours),
    node: median(node),
    hono: median(hono),
    toNode: ratioOf(ours, node),
    toHono: ratioOf(ours, hono),
  })
  const withAim = (row: ReturnType<typeof toRow>): Row => ({ ...row, aim: atLeast(row.toHono.median, 0.8, ' of Hono') })
  const keeping = ratioOf(create.keeping, create.ours)
  const slowest = toRow('  p99', 'ms', p99)
  return [
    withAim(toRow(`create, ${connections} connections`, 'requests/s', create)),
    toRow('  p50', 'ms', p50),
    { ...slowest, aim: atMost(slowest.ours, 15, ' ms') },
    withAim(toRow('  ours printing codes to stdout', 'requests/s', { ...create, ours: create.logging })),
    {
      ...toRow('  ours with --data', 'requests/s', { ...create, ours: create.keeping }),
      toOurs: keeping,
      aim: atLeast(keeping.median, 0.9, ' of ours without'),
    },
    { measure: '    p99', ours: median(p99.keeping), unit: 'ms', aim: atMost(median(p99.keeping), 15, ' ms') },
    withAim(toRow('check by phone number', 'requests/s', check)),
    toRow('  p99', 'ms', checkP99),
    withAim(toRow('list of 1 profile', 'requests/s', list)),
    withAim(toRow(`list of ${pageSize} profiles`, 'requests/s', listFull)),
  ]
}
