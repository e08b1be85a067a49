import { setTimeout as pause } from 'node:timers/promises'
import { argsOf, inTurn, newSeries } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { writeRequest } from '../load/requests.js'
import { type Row, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { median, percentile } from '../statistics.js'
import type { Workbench } from '../workbench.js'

const perSecond = 2000
const latencyMs = 100
/** Twice as many as are in flight on average. */
const connectionCount = 2 * (perSecond * latencyMs) * 0.001
const warmUpMs = 1000

const request = Buffer.from(writeRequest('GET', '/v2/verify_profiles'))
const held = ['ours', 'node'] as const

/**
 * How far answers are from the latency of a profile, at a steady rate of requests, beside a bare server with a timer for
 * each answer: what both have in common is the machine's.
 */
export async function measureLatency(bench: Workbench, { latencySecs, latencyRounds }: Scale): Promise<Row[]> {
  const [p50, p99] = [newSeries(held), newSeries(held)]
  for (let round = 0; round < latencyRounds; round++) {
    for (const contender of inTurn(held, round)) {
      const more = contender === 'ours' ? ['--latency-profile', `fixed-${latencyMs}ms`] : [String(latencyMs)]
      const times = await timeAnswers(bench, [...argsOf(bench, contender), ...more], latencySecs)
      const errors = times.map((ms) => Math.abs(ms - latencyMs)).sort()
      p50[contender].push(percentile(errors, 0.5))
      p99[contender].push(percentile(errors, 0.99))
    }
  }
  const own = median(p99.ours.map((ms, round) => ms - (p99.node[round] as number)))
  return [
    toRow('latency-error', `error of a latency of ${latencyMs} ms at ${perSecond} requests/s`, 'ms', p50),
    toRow('latency-error-p99', '  p99', 'ms', p99, () => ({ text: '<= 1 ms more than node', isMet: own <= 1 })),
  ]
}

/** Sends requests at a steady rate, whatever is answered. @returns milliseconds from sending to the answer, ascending */
async function timeAnswers(bench: Workbench, args: readonly string[], secs: number): Promise<Float64Array> {
  const server = await ServerProcess.start(bench, args)
  const free: Connection[] = []
  for (let index = 0; index < connectionCount; index++) free.push(await Connection.open(server.port))
  const all = [...free]
  const times: number[] = []
  const startedAt = performance.now()
  const endsAt = startedAt + warmUpMs + secs * 1000
  let sent = 0
  const sendOne = (connection: Connection) => {
    const sentAt = performance.now()
    void connection.ask(request).then(() => {
      if (sentAt > startedAt + warmUpMs) times.push(performance.now() - sentAt)
      free.push(connection)
    })
  }
  for (let now = startedAt; now < endsAt; now = performance.now()) {
    const due = ((now - startedAt) * perSecond) / 1000
    for (let connection = sent < due ? free.pop() : undefined; connection !== undefined; ) {
      sendOne(connection)
      connection = ++sent < due ? free.pop() : undefined
    }
    await pause(1)
  }
  await pause(2 * latencyMs)
  for (const connection of all) connection.close()
  await server.stop()
  return Float64Array.from(times).sort()
}
