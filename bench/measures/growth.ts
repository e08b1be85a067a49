import { argsOf } from '../contenders.js'
import type { LoadProcess } from '../load-process.js'
import type { CoreGrowth } from '../programs/core-growth.js'
import { atLeast, atMost, type Row } from '../report.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { median, toRatio } from '../statistics.js'
import type { Workbench } from '../workbench.js'

/** What a create costs when many are stored already: in the core alone, in memory, and over HTTP. */
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
  const kept = await bench.run<number>(['--expose-gc', bench.program('heap'), bench.library, String(heapRecords)])
  const flatness = toRatio(runs.map(({ firstTenth, lastTenth }) => firstTenth / lastTenth))
  const bytes = median(runs.map(({ bytesPerRecord }) => bytesPerRecord))
  const sizes = Object.keys(runs[0]?.costAt ?? {})
  return [
    ...sizes.map((size) => ({
      measure: `core: a create at ${toName(Number(size))} stored`,
      ours: median(runs.map(({ costAt }) => costAt[size] as number)),
      unit: 'us',
    })),
    {
      measure: `core: last tenth of ${toName(growth)}, speed to the first`,
      ours: median(runs.map(({ lastTenth }) => lastTenth)),
      unit: 's',
      toOurs: flatness,
      aim: atLeast(flatness.median, 0.9),
    },
    {
      measure: `core: heap a record, of ${toName(growth)}`,
      ours: bytes,
      unit: 'bytes',
      aim: atMost(bytes, 1024, ' bytes'),
    },
    {
      measure: `fetch: heap a record, of ${toName(heapRecords)}`,
      ours: kept,
      unit: 'bytes',
      aim: atMost(kept, 1024, ' bytes'),
    },
  ]
}

async function measureOverHttp(bench: Workbench, load: LoadProcess, count: number): Promise<Row[]> {
  const server = await ServerProcess.start(bench, argsOf(bench, 'ours'))
  const job = { port: server.port, workload: 'create', connections: 64, warmUpSecs: 0 } as const
  const warmUp = 20_000
  await load.run({ ...job, firstNumber: load.takeNumbers(warmUp), count: warmUp, secs: 10 })
  const tenth = count / 10
  const { milestones, p99, slowest } = await load.run({
    ...job,
    firstNumber: load.takeNumbers(count),
    count,
    secs: 150,
    milestoneEvery: tenth,
  })
  const memory = server.residentMb
  await server.stop('SIGKILL')
  if (milestones.length < 10) throw new Error(`only ${milestones.length} tenths of ${count} creates were done in time`)
  const [first, last] = [milestones[0] as number, (milestones[9] as number) - (milestones[8] as number)]
  return [
    {
      measure: `HTTP: last tenth of ${toName(count)}, speed to the first`,
      ours: last,
      unit: 's',
      toOurs: toRatio([first / last]),
      aim: atLeast(first / last, 0.9),
    },
    { measure: '  p99 over all of them', ours: p99, unit: 'ms', aim: atMost(p99, 15, ' ms') },
    { measure: '  slowest of all', ours: slowest, unit: 'ms' },
    { measure: '  memory of the process after it', ours: memory, unit: 'MB' },
  ]
}

function toName(count: number): string {
  return count >= 1e6 ? `${count / 1e6} M` : `${count / 1e3} k`
}
