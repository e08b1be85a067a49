import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { argsOf, inTurn, newSeries } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { writeRequest } from '../load/requests.js'
import type { AnswerErrors } from '../programs/answer-monitor.js'
import { atMost, type Row, toRow } from '../rows.js'
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
 * each answer: what both have in common is the machine's. The first rows are measured within the server, from the arrival of
 * a request until its answer is handed to the socket; those of the client have the way there and back, and its own lateness.
 */
export async function measureLatency(bench: Workbench, { latencySecs, latencyRounds }: Scale): Promise<Row[]> {
  const [p50, p99, own50, own99, cost] = Array.from({ length: 5 }, () => newSeries(held)) as FiveSeries
  for (let round = 0; round < latencyRounds; round++) {
    for (const contender of inTurn(held, round)) {
      const more = contender === 'ours' ? ['--latency-profile', `fixed-${latencyMs}ms`] : [String(latencyMs)]
      const { times, own } = await timeAnswers(bench, [...argsOf(bench, contender), ...more], latencySecs)
      ensureSameAnswers(contender, own.errors.length, times.length)
      const errors = times.map((ms) => Math.abs(ms - latencyMs)).sort()
      p50[contender].push(percentile(errors, 0.5))
      p99[contender].push(percentile(errors, 0.99))
      const ownErrors = Float64Array.from(own.errors).sort()
      own50[contender].push(percentile(ownErrors, 0.5))
      own99[contender].push(percentile(ownErrors, 0.99))
      cost[contender].push((1000 * own.processorMs) / ownErrors.length)
    }
  }
  const more = median(own99.ours.map((ms, round) => ms - (own99.node[round] as number)))
  return [
    toRow(
      'latency-error',
      `error of a latency of ${latencyMs} ms at ${perSecond} requests/s, in the server`,
      'ms',
      own50,
      atMost(1, 'ms'),
    ),
    toRow('latency-error-p99', '  p99', 'ms', own99, () => ({ text: '<= 1 ms more than node', isMet: more <= 1 })),
    toRow('latency-cost', '  processor time for each answer', 'us', cost),
    toRow('latency-error-client', 'the same error, at the client', 'ms', p50),
    toRow('latency-error-client-p99', '  p99', 'ms', p99),
  ]
}

/** The monitor begins and ends a little later than the client, so that some answers more or less are as they should be. */
function ensureSameAnswers(contender: string, inServer: number, atClient: number): void {
  if (Math.abs(inServer - atClient) <= 0.1 * atClient) return
  throw new Error(`the monitor in ${contender} counted ${inServer} answers, and the client ${atClient}`)
}

type HeldSeries = ReturnType<typeof newSeries<(typeof held)[number]>>
type FiveSeries = [HeldSeries, HeldSeries, HeldSeries, HeldSeries, HeldSeries]

interface Timed {
  /** Milliseconds from sending to the answer, ascending. */
  readonly times: Float64Array
  readonly own: AnswerErrors
}

/** Sends requests at a steady rate, whatever is answered. */
async function timeAnswers(bench: Workbench, args: readonly string[], secs: number): Promise<Timed> {
  const monitored = ['--require', bench.program('answer-monitor'), ...args]
  const server = await ServerProcess.start(bench, monitored, { ipc: true })
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
  let isWarm = false
  for (let now = startedAt; now < endsAt; now = performance.now()) {
    const due = ((now - startedAt) * perSecond) / 1000
    for (let connection = sent < due ? free.pop() : undefined; connection !== undefined; ) {
      sendOne(connection)
      connection = ++sent < due ? free.pop() : undefined
    }
    if (!isWarm && now > startedAt + warmUpMs) isWarm = server.child.send(latencyMs)
    await pause(1)
  }
  await pause(2 * latencyMs)
  for (const connection of all) connection.close()
  server.child.send('end')
  const [own] = (await once(server.child, 'message')) as [AnswerErrors]
  await server.stop()
  return { times: Float64Array.from(times).sort(), own }
}
