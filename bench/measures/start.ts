import { argsOf, type Contender, newSlicedSeries, takeTurns } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { RequestBuffer } from '../load/requests.js'
import { atMost, type Row, shareAtMost, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import type { Workbench } from '../workbench.js'

/** In the order of their turns: ours is next to the one that its aim compares it with. */
const contenders = ['hono', 'node', 'ours'] as const

/** Idle time of a server before its memory is read. Milliseconds. */
const idleMs = 100

/** The most memory of an idle server, by the major version of Node, and of all others. MB. */
const memoryAims: Readonly<Record<string, number>> = { 20: 45 }
const memoryAim = 55

/**
 * Time from the start of the process to its ready line and to the answer of a first create, by the clock and of the
 * processor, and the memory it then uses.
 */
export async function measureStart(bench: Workbench, { startRounds, startSlices }: Scale): Promise<Row[]> {
  const [ready, answered, processor, memory] = Array.from({ length: 4 }, () =>
    newSlicedSeries(contenders),
  ) as FourSeries
  // The first starts only warm the disk cache.
  for (const contender of contenders) await startOnce(bench, contender)
  for (let round = 0; round < startRounds; round++) {
    const starts = await takeTurns(contenders, startSlices, (contender) => startOnce(bench, contender))
    for (const contender of contenders) {
      ready[contender].push(starts[contender].map(({ readyMs }) => readyMs))
      answered[contender].push(starts[contender].map(({ answeredMs }) => answeredMs))
      processor[contender].push(starts[contender].map(({ processorMs }) => processorMs))
      memory[contender].push(starts[contender].map(({ residentMb }) => residentMb))
    }
  }
  return [
    toRow('start-ready', 'start to ready line', 'ms', ready),
    toRow('start', 'start to first answer (a create)', 'ms', answered, shareAtMost('toNode', 1.25)),
    toRow('start-processor', '  processor time', 'ms', processor),
    toRow(
      'idle-memory',
      'idle memory afterwards',
      'MB',
      memory,
      atMost(memoryAims[bench.node.major] ?? memoryAim, 'MB'),
    ),
  ]
}

type StartSeries = ReturnType<typeof newSlicedSeries<(typeof contenders)[number]>>
type FourSeries = [StartSeries, StartSeries, StartSeries, StartSeries]

const request = new RequestBuffer('create').withNumber(5_551_234)

async function startOnce(bench: Workbench, contender: Contender) {
  const server = await ServerProcess.start(bench, argsOf(bench, contender))
  const connection = await Connection.open(server.port)
  await connection.ask(request)
  const answeredMs = performance.now() - server.startedAt
  const { processorMs } = await server.usage()
  connection.close()
  await new Promise((resolve) => setTimeout(resolve, idleMs))
  const { residentMb } = await server.usage()
  await server.stop()
  return { readyMs: server.readyMs, answeredMs, processorMs, residentMb }
}
