import { argsOf } from '../contenders.js'
import type { LoadProcess } from '../load-process.js'
import type { CoreGrowth } from '../programs/core-growth.js'
import { type RatedResult, runRated } from '../rated-job.js'
import { atMost, type Row, requestRate, shareAtLeast, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import type { Workbench } from '../workbench.js'

/** The cost of a create when many verifications are stored: in the core alone, in memory, and over HTTP. */
export async function measureGrowth(bench: Workbench, load: LoadProcess, scale: Scale): Promise<Row[]> {
  const rows = await measureCore(bench, scale)
  if (scale.growthOverHttp > 0) rows.push(...(await measureOverHttp(bench, load, scale.growthOverHttp)))
  return rows
}

async function measureCore(bench: Workbench, { growth, growthRounds, heapRecords }: Scale): Promise<Row[]> {
  const runs: CoreGrowth[] = []
  for (let round = 0; round < growthRounds; round++) {
    runs.push(await bench.run<CoreGrowth>(['--expose-gc', bench.program('core-growth'), String(growth)]))
  }
  const heap = await bench.run<number>(['--expose-gc', bench.program('heap'), bench.library, String(heapRecords)])
  const costRow = (id: string, stored: number) =>
    toRow(id, `core: a create at ${toName(stored)} stored`, 'us of the processor', {
      ours: runs.map(({ costAt }) => costAt[stored] as number),
    })
  const rateOf = (secs: number) => growth / 10 / secs
  return [
    costRow('core-first', 1000),
    costRow('core-100k', 100_000),
    costRow('core-last', growth),
    toRow(
      'core-flatness',
      `core: last tenth of ${toName(growth)}, to the first`,
      'creates/processor-second',
      {
        ours: runs.map(({ lastTenth }) => rateOf(lastTenth)),
        without: runs.map(({ firstTenth }) => rateOf(firstTenth)),
      },
      shareAtLeast('toOurs', 0.9, 'of the first'),
    ),
    toRow(
      'core-heap',
      `core: heap per record at ${toName(growth)}`,
      'bytes',
      { ours: runs.map(({ bytesPerRecord }) => bytesPerRecord) },
      atMost(1024, 'bytes'),
    ),
    toRow(
      'fetch-heap',
      `fetch: heap per record at ${toName(heapRecords)}`,
      'bytes',
      { ours: [heap] },
      atMost(1024, 'bytes'),
    ),
  ]
}

async function measureOverHttp(bench: Workbench, load: LoadProcess, count: number): Promise<Row[]> {
  const server = await ServerProcess.start(bench, argsOf(bench, 'ours'))
  const create = (count: number) => {
    const firstNumber = load.takeNumbers(count)
    return runRated(load, server, {
      port: server.port,
      workload: 'create',
      connections: 64,
      firstNumber,
      count,
      secs: 60,
    })
  }
  await create(20_000)
  const tenths: RatedResult[] = []
  for (let tenth = 0; tenth < 10; tenth++) tenths.push(await create(count / 10))
  const { residentMb } = await server.usage()
  await server.stop('SIGKILL')
  const created = tenths.reduce((sum, { answers }) => sum + answers, 0)
  if (created < count) throw new Error(`only ${created} of ${count} creates finished in time`)
  const [first, last] = [tenths[0] as RatedResult, tenths[9] as RatedResult]
  return [
    toRow(
      'http-flatness',
      `HTTP: last tenth of ${toName(count)}, to the first`,
      requestRate,
      { ours: [last.perProcessorSec], without: [first.perProcessorSec], wall: [last.rate] },
      shareAtLeast('toOurs', 0.9, 'of the first'),
    ),
    toRow('http-growth-p99', '  p99 of each tenth', 'ms', { ours: tenths.map(({ p99 }) => p99) }, atMost(15, 'ms')),
    toRow('http-growth-slowest', '  slowest', 'ms', { ours: [Math.max(...tenths.map(({ slowest }) => slowest))] }),
    toRow('http-growth-memory', '  process memory afterwards', 'MB', { ours: [residentMb] }),
  ]
}

function toName(count: number): string {
  return count >= 1e6 ? `${count / 1e6} M` : `${count / 1e3} k`
}
