import { blockCases, type Setting } from '../blocks/cases.js'
import { WatchedServer } from '../blocks/watched-server.js'
import type { LoadProcess } from '../load-process.js'
import type { LongestBlock } from '../programs/loop-monitor.js'
import { atMost, type Row } from '../report.js'
import type { Scale } from '../scale.js'
import { median } from '../statistics.js'
import type { Workbench } from '../workbench.js'

/** The longest time for which the server answers no one, in cases whose work could be done all at once. */
export async function measureBlocks(
  bench: Workbench,
  load: LoadProcess,
  scale: Scale,
  isChosen: (name: string) => boolean,
): Promise<Row[]> {
  const setting = { bench, scale, snapshot: await takeSnapshot(bench, load, scale) }
  const rows: Row[] = []
  for (const { name, args = () => [], prepare } of blockCases.filter(({ name }) => isChosen(name(scale)))) {
    const found: LongestBlock[] = []
    for (let round = 0; round < scale.blockRounds; round++) {
      const server = await WatchedServer.start(bench, load, args(setting))
      found.push(await server.watch(await prepare(server, setting)))
      await server.stop()
    }
    const wall = median(found.map(({ wallMs }) => wallMs))
    const processor = median(found.map(({ processorMs }) => processorMs))
    process.stderr.write(`  ${name(scale)}: ${wall.toFixed(0)} ms, ${processor.toFixed(0)} ms of processor time\n`)
    rows.push(
      { measure: `longest block: ${name(scale)}`, ours: wall, unit: 'ms', aim: atMost(wall, 100, ' ms') },
      { measure: '  of processor time', ours: processor, unit: 'ms' },
    )
  }
  return rows
}

async function takeSnapshot(bench: Workbench, load: LoadProcess, scale: Scale): Promise<Setting['snapshot']> {
  const server = await WatchedServer.start(bench, load, [])
  await server.create(scale.blockRecords)
  const snapshot = await server.call('GET', '/snapshot')
  await server.stop()
  return snapshot
}
