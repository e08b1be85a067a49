import { argsOf } from '../contenders.js'
import { Field } from '../field.js'
import type { JobResult } from '../load/job.js'
import type { LoadProcess } from '../load-process.js'
import type { CoreGrowth } from '../programs/core-growth.js'
import type { RatedResult } from '../rated-job.js'
import { atMost, type Row, requestRate, shareAtLeast, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { median, rateInAll } from '../statistics.js'
import type { Workbench } from '../workbench.js'

/** The cost of a create when many verifications are stored: in the core alone, in memory, and over HTTP. */
export async function measureGrowth(bench: Workbench, load: LoadProcess, scale: Scale): Promise<Row[]> {
  const rows = await measureCore(bench, scale)
  if (scale.growthOverHttp > 0) rows.push(...(await measureOverHttp(bench, load, scale)))
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

/**
 * Creates one tenth short of the count, and lets that server take turns with a fresh one, which has nothing stored: both are
 * warm and alive at the same time, so that only what is stored differs.
 */
async function measureOverHttp(
  bench: Workbench,
  load: LoadProcess,
  { growthOverHttp: count, growthSlices: slices, warmUps }: Scale,
): Promise<Row[]> {
  const tenth = count / 10
  const args = argsOf(bench, 'ours')
  const field = await Field.start(bench, load, { full: args, fresh: args })
  const tenths: JobResult[] = []
  for (let index = 0; index < 9; index++) tenths.push(await field.warmUp('full', 'create', tenth))
  await field.warmUp('fresh', 'create', warmUps)
  const { full, fresh } = await field.race(['full', 'fresh'], { workload: 'create', slices, size: tenth / slices })
  const { residentMb } = await field.server('full').usage()
  await field.stop(['full', 'fresh'], 'SIGKILL')
  const created = [...tenths, ...full].reduce((sum, { answers }) => sum + answers, 0)
  if (created < count) throw new Error(`only ${created} of ${count} creates finished in time`)
  const p99 = [...tenths.map(({ p99 }) => p99), median(full.map(({ p99 }) => p99))]
  const rates = (results: readonly RatedResult[]) => [results.map(({ perProcessorSec }) => perProcessorSec)]
  const slowest = Math.max(...[...tenths, ...full].map(({ slowest }) => slowest))
  return [
    toRow(
      'http-flatness',
      `HTTP: last tenth of ${toName(count)}, to a fresh server`,
      requestRate,
      { ours: rates(full), without: rates(fresh), wall: [full.map(({ rate }) => rate)] },
      shareAtLeast('toOurs', 0.9, 'of a fresh one'),
    ),
    toRow('http-flatness-in-all', '  all slices together', requestRate, {
      ours: rates(full).map(rateInAll),
      without: rates(fresh).map(rateInAll),
    }),
    toRow('http-growth-p99', '  p99 of each tenth', 'ms', { ours: p99 }, atMost(15, 'ms')),
    toRow('http-growth-slowest', '  slowest', 'ms', { ours: [slowest] }),
    toRow('http-growth-memory', '  process memory afterwards', 'MB', { ours: [residentMb] }),
  ]
}

function toName(count: number): string {
  return count >= 1e6 ? `${count / 1e6} M` : `${count / 1e3} k`
}
