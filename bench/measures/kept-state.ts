import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { argsOf, inTurn, newSeries } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { proofs, RequestBuffer } from '../load/requests.js'
import type { LoadProcess } from '../load-process.js'
import { atMost, type Row, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import type { Workbench } from '../workbench.js'

const states = ['empty', 'compacted', 'log'] as const

/** The extra time of a start with many stored records: in the compacted file, and in the log that a killed process leaves. */
export async function measureKeptState(
  bench: Workbench,
  load: LoadProcess,
  { keptRecords, keptRounds }: Scale,
): Promise<Row[]> {
  const firstNumber = load.takeNumbers(keptRecords)
  const log = await writeLog(bench, load, firstNumber, keptRecords)
  const compacted = await compact(bench, log, firstNumber)
  const folders = { empty: bench.newFolder(), compacted, log }
  const logLines = countLines(log)
  const ready = newSeries(states)
  const processor = newSeries(states)
  for (let round = 0; round < keptRounds; round++) {
    for (const state of inTurn(states, round)) {
      const server = await start(bench, folders[state])
      ready[state].push(server.readyMs)
      processor[state].push((await server.usage()).processorMs)
      // Checks the last record, so that no start is fast by loading only some. Each record allows one check.
      if (state !== 'empty') await check(server.port, firstNumber + keptRecords - 1 - round)
      await server.stop('SIGKILL')
    }
  }
  const toRows = (id: string, measure: string, state: (typeof states)[number]) => {
    const extra = (series: typeof ready) => ({
      ours: series[state].map((ms, round) => ms - (series.empty[round] ?? 0)),
    })
    return [
      toRow(id, measure, 'ms', extra(ready), atMost(350, 'ms')),
      toRow(`${id}-processor`, '  processor time', 'ms', extra(processor)),
    ]
  }
  const name = `${keptRecords / 1000} k`
  return [
    ...toRows('load-compacted', `loading ${name} records, compacted`, 'compacted'),
    ...toRows('load-log', `loading ${name} records, ${logLines.toLocaleString('en-US')} lines of log`, 'log'),
  ]
}

const start = (bench: Workbench, folder: string) =>
  ServerProcess.start(bench, [...argsOf(bench, 'ours'), '--data', folder])

/** Writes one line per create, and kills the process before it is idle and compacts the log. */
async function writeLog(bench: Workbench, load: LoadProcess, firstNumber: number, count: number): Promise<string> {
  const folder = bench.newFolder()
  const server = await start(bench, folder)
  const { answers } = await load.run({
    port: server.port,
    workload: 'create-with-code',
    connections: 64,
    firstNumber,
    count,
    secs: 60,
  })
  await server.stop('SIGKILL')
  if (answers < count) throw new Error(`only ${answers} of ${count} records were created in time`)
  return folder
}

/** The same records, after a change and a graceful shutdown. */
async function compact(bench: Workbench, from: string, firstNumber: number): Promise<string> {
  const folder = bench.newFolder()
  cpSync(from, folder, { recursive: true })
  const server = await start(bench, folder)
  await check(server.port, firstNumber)
  await server.stop()
  if (countLines(folder) > 0) throw new Error('a log remains after a graceful shutdown')
  return folder
}

async function check(port: number, number: number): Promise<void> {
  const connection = await Connection.open(port)
  const answer = await connection.ask(new RequestBuffer('check').withNumber(number))
  connection.close()
  if (!answer.includes(proofs.check)) throw new Error(`a stored record has changed: ${answer}`)
}

function countLines(folder: string): number {
  const [log] = readdirSync(folder).filter((name) => name.endsWith('.log.jsonl'))
  const path = join(folder, log ?? 'none')
  if (!existsSync(path) || statSync(path).size === 0) return 0
  return readFileSync(path, 'utf8').split('\n').length - 1
}
