import { argsOf, contenders, inTurn, newSeries } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { RequestBuffer } from '../load/requests.js'
import { atMost, type Row, shareAtMost, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import type { Workbench } from '../workbench.js'

/** Idle time of a server before its memory is read. Milliseconds. */
const idleMs = 100

/** The most memory of an idle server, by the major version of Node, and of all others. MB. */
const memoryAims: Readonly<Record<string, number>> = { 20: 45 }
const memoryAim = 55

/**
 * Time from the start of the process to its ready line and to the answer of a first create, by the clock and of the
 * processor, and the memory it then uses.
 */
export async function measureStart(bench: Workbench, { startRounds }: Scale): Promise<Row[]> {
  const ready = newSeries(contenders)
  const answered = newSeries(contenders)
  const processor = newSeries(contenders)
  const memory = newSeries(contenders)
  const request = new RequestBuffer('create').withNumber(5_551_234)
  // The first round only warms the disk cache.
  for (let round = -1; round < startRounds; round++) {
    for (const contender of inTurn(contenders, round + 1)) {
      const server = await ServerProcess.start(bench, argsOf(bench, contender))
      const connection = await Connection.open(server.port)
      await connection.ask(request)
      const answeredMs = performance.now() - server.startedAt
      const { processorMs } = await server.usage()
      connection.close()
      await new Promise((resolve) => setTimeout(resolve, idleMs))
      if (round >= 0) {
        ready[contender].push(server.readyMs)
        answered[contender].push(answeredMs)
        processor[contender].push(processorMs)
        memory[contender].push((await server.usage()).residentMb)
      }
      await server.stop()
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
