import type { BlockCase, Setting } from '../blocks/block-case.js'
import { blockCases } from '../blocks/cases.js'
import { WatchedServer } from '../blocks/watched-server.js'
import type { LoadProcess } from '../load-process.js'
import type { LongestBlock } from '../programs/loop-monitor.js'
import { atMost, type Rounds, type Row, shareAtMost, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
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
  for (const blockCase of blockCases.filter(({ name }) => isChosen(name(scale)))) {
    const { args = () => [], bareArgs, rounds = scale.blockRounds } = blockCase
    const ours: LongestBlock[] = []
    const node: LongestBlock[] = []
    for (let round = 0; round < Math.min(rounds, scale.blockRounds); round++) {
      ours.push(await watch(blockCase, setting, await WatchedServer.start(bench, load, args(setting))))
      if (bareArgs === undefined) continue
      node.push(await watch(blockCase, setting, await WatchedServer.start(bench, load, bareArgs, 'node')))
    }
    rows.push(...toBlockRows(blockCase, scale, ours, node))
  }
  return rows
}

async function watch({ prepare }: BlockCase, setting: Setting, server: WatchedServer): Promise<LongestBlock> {
  const block = await server.watch(await prepare(server, setting))
  await server.stop()
  return block
}

function toBlockRows(
  { name: nameOf, isJudgedByBare = false }: BlockCase,
  scale: Scale,
  ours: readonly LongestBlock[],
  node: readonly LongestBlock[],
): Row[] {
  const name = nameOf(scale)
  const toRounds = (value: (block: LongestBlock) => number): Rounds =>
    node.length === 0 ? { ours: ours.map(value) } : { ours: ours.map(value), node: node.map(value) }
  const [wall, processor] = [toRounds(({ wallMs }) => wallMs), toRounds(({ processorMs }) => processorMs)]
  const aims = [atMost(20, 'ms'), ...(isJudgedByBare ? [shareAtMost('toNode', 1, '<= a bare server')] : [])]
  const id = `block-${name.toLowerCase().replaceAll(/\W+/g, '-')}`
  const rows = [
    toRow(id, `longest block: ${name}`, 'ms', wall, ...aims),
    toRow(`${id}-processor`, '  processor time', 'ms', processor, ...aims),
  ]
  const [wallMs, processorMs] = rows.map(({ ours }) => ours.median.toFixed(0))
  process.stderr.write(`  ${name}: ${wallMs} ms, ${processorMs} ms of processor time\n`)
  return rows
}

async function takeSnapshot(bench: Workbench, load: LoadProcess, scale: Scale): Promise<Setting['snapshot']> {
  const server = await WatchedServer.start(bench, load, [])
  await server.create(scale.blockRecords)
  const snapshot = await server.call('GET', '/snapshot')
  await server.stop()
  return snapshot
}
