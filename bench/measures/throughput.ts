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

/** The three of them, and ours twice more: telling every code on stdout, and keeping its state. */
const runners = [...contenders, 'logging', 'keeping'] as const
type Runner = (typeof runners)[number]

const connections = 64
/** More than a job gets done in its time. */
const plenty = 1_000_000
/** The default size of a page. */
const pageSize = 25

interface Results {
  readonly create: Series<Runner>
  readonly p50: Series<Runner>
  readonly p99: Series<Runner>
  readonly check: Series
  readonly checkP99: Series
  readonly list: Series
  readonly listFull: Series
}

/** Requests a second and latency at 64 connections: create, check by phone number, list of profiles. A fresh process each round. */
export async function measureThroughput(bench: Workbench, load: LoadProcess, scale: Scale): Promise<Row[]> {
  const results: Results = {
    create: newSeries(runners),
    p50: newSeries(runners),
    p99: newSeries(runners),
    check: newSeries(contenders),
    checkP99: newSeries(contenders),
    list: newSeries(contenders),
    listFull: newSeries(contenders),
  }
  for (let round = 0; round < scale.loadRounds; round++) {
    for (const runner of inTurn(runners, round)) await runOne(bench, load, scale, runner, results)
  }
  return toRows(results)
}

function argsOfRunner(bench: Workbench, runner: Runner): string[] {
  if (runner === 'logging') return [bench.command, '--port', '0']
  if (runner === 'keeping') return [...argsOf(bench, 'ours'), '--data', bench.newFolder()]
  return argsOf(bench, runner)
}

async function runOne(
  bench: Workbench,
  load: LoadProcess,
  scale: Scale,
  runner: Runner,
  results: Results,
): Promise<void> {
  const server = await ServerProcess.start(bench, argsOfRunner(bench, runner))
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
  results.create[runner].push(create.rate)
  results.p50[runner].push(create.p50)
  results.p99[runner].push(create.p99)
  if (isContender(runner)) {
    const firstNumber = load.takeNumbers(plenty)
    const { answers: count } = await job('create-with-code', scale.prepareSecs, 0, { firstNumber })
    const check = await job('check', scale.checkSecs, 0.3, { firstNumber, count })
    results.check[runner].push(check.rate)
    results.checkP99[runner].push(check.p99)
    results.list[runner].push((await job('list', scale.listSecs, 0.3)).rate)
    await fillPage(server.port)
    results.listFull[runner].push((await job('list', scale.listSecs, 0.3)).rate)
  }
  await server.stop()
}

function isContender(runner: Runner): runner is Contender {
  return (contenders as readonly string[]).includes(runner)
}

/** Beside the profile that is there, as many as make a page. */
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
    withAim(toRow('  ours telling codes on stdout', 'requests/s', { ...create, ours: create.logging })),
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
