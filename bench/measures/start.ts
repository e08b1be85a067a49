import { argsOf, contenders, inTurn, newSeries } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { RequestBuffer } from '../load/requests.js'
import { atMost, type Row } from '../report.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { median, ratioOf } from '../statistics.js'
import type { Workbench } from '../workbench.js'

/** How long a server is left alone before its memory is read. Milliseconds. */
const idleMs = 100

/** From the start of the process to its ready line and to the answer to a first create; and the memory it then holds. */
export async function measureStart(bench: Workbench, { startRounds }: Scale): Promise<Row[]> {
  const ready = newSeries(contenders)
  const answered = newSeries(contenders)
  const memory = newSeries(contenders)
  const request = new RequestBuffer('create').withNumber(5_551_234)
  // The first round of all only fetches the files from the disk.
  for (let round = -1; round < startRounds; round++) {
    for (const contender of inTurn(contenders, round + 1)) {
      const server = await ServerProcess.start(bench, argsOf(bench, contender))
      const connection = await Connection.open(server.port)
      await connection.ask(request)
      const answeredMs = performance.now() - server.startedAt
      connection.close()
      await new Promise((resolve) => setTimeout(resolve, idleMs))
      if (round >= 0) {
        ready[contender].push(server.readyMs)
        answered[contender].push(answeredMs)
        memory[contender].push(server.residentMb)
      }
      await server.stop()
    }
  }
  const toRow = (measure: string, unit: string, { ours, node, hono }: typeof ready) => ({
    measure,
    unit,
    ours: median(ours),
    node: median(node),
    hono: median(hono),
    toNode: ratioOf(ours, node),
    toHono: ratioOf(ours, hono),
  })
  const toAnswer = toRow('start to first answer (a create)', 'ms', answered)
  const idle = toRow('idle memory after it', 'MB', memory)
  return [
    toRow('start to ready line', 'ms', ready),
    { ...toAnswer, aim: atMost(toAnswer.toNode.median, 1.6, ' of node') },
    { ...idle, aim: atMost(idle.ours, 55, ' MB') },
  ]
}
