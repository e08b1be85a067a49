import { blockCases, type Setting } from '../blocks/cases.js'
import { WatchedServer } from '../blocks/watched-server.js'
import type { LoadProcess } from '../load-process.js'
import type { LongestBlock } from '../programs/loop-monitor.js'
import { atMost, type Row, toRow } from '../rows.js'
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
    const wall = found.map(({ wallMs }) => wallMs)
    const processor = found.map(({ processorMs }) => processorMs)
    const [wallMs, processorMs] = [median(wall).toFixed(0), median(processor).toFixed(0)]
    process.stderr.write(`  ${name(scale)}: ${wallMs} ms, ${processorMs} ms of processor time\n`)
    const id = `block-${name(scale).toLowerCase().replaceAll(/\W+/g, '-')}`
    rows.push(
      toRow(id, `longest block: ${name(scale)}`, 'ms', { ours: wall }, atMost(20, 'ms')),
      toRow(`${id}-processor`, '  processor time', 'ms', { ours: processor }, atMost(20, 'ms')),
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
