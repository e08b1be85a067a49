import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { argsOf, inTurn, newSeries } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { proofs, RequestBuffer } from '../load/requests.js'
import type { LoadProcess } from '../load-process.js'
import { atMost, type Row } from '../report.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { median } from '../statistics.js'
import type { Workbench } from '../workbench.js'

const states = ['empty', 'compacted', 'log'] as const

/** How much longer a start takes with many records kept: in the compacted file, and in the log as a kill leaves it. Written by ours. */
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
  for (let round = 0; round < keptRounds; round++) {
    for (const state of inTurn(states, round)) {
      const server = await start(bench, folders[state])
      ready[state].push(server.readyMs)
      // The last record is asked for, so that no start is fast by leaving some out. Each is good for one check.
      if (state !== 'empty') await check(server.port, firstNumber + keptRecords - 1 - round)
      await server.stop('SIGKILL')
    }
  }
  const without = median(ready.empty)
  const toRow = (measure: string, values: readonly number[]): Row => {
    const ms = median(values) - without
    return { measure, ours: ms, unit: 'ms', aim: atMost(ms, 500, ' ms') }
  }
  const name = `${keptRecords / 1000} k`
  return [
    toRow(`loading ${name} records, compacted`, ready.compacted),
    toRow(`loading ${name} records, ${logLines.toLocaleString('en-US')} lines of log`, ready.log),
  ]
}

const start = (bench: Workbench, folder: string) =>
  ServerProcess.start(bench, [...argsOf(bench, 'ours'), '--data', folder])

/** Creates are kept one line each; killed at once, they are never compacted by a quiet moment. */
async function writeLog(bench: Workbench, load: LoadProcess, firstNumber: number, count: number): Promise<string> {
  const folder = bench.newFolder()
  const server = await start(bench, folder)
  const { answers } = await load.run({
    port: server.port,
    workload: 'create-with-code',
    connections: 64,
    firstNumber,
    count,
    warmUpSecs: 0,
    secs: 60,
  })
  await server.stop('SIGKILL')
  if (answers < count) throw new Error(`only ${answers} of ${count} records were made in time`)
  return folder
}

/** The same records, after a change and an orderly stop. */
async function compact(bench: Workbench, from: string, firstNumber: number): Promise<string> {
  const folder = bench.newFolder()
  cpSync(from, folder, { recursive: true })
  const server = await start(bench, folder)
  await check(server.port, firstNumber)
  await server.stop()
  if (countLines(folder) > 0) throw new Error('an orderly stop left a log')
  return folder
}

async function check(port: number, number: number): Promise<void> {
  const connection = await Connection.open(port)
  const answer = await connection.ask(new RequestBuffer('check').withNumber(number))
  connection.close()
  if (!answer.includes(proofs.check)) throw new Error(`a kept record is not what it was: ${answer}`)
}

function countLines(folder: string): number {
  const [log] = readdirSync(folder).filter((name) => name.endsWith('.log.jsonl'))
  const path = join(folder, log ?? 'none')
  if (!existsSync(path) || statSync(path).size === 0) return 0
  return readFileSync(path, 'utf8').split('\n').length - 1
}
