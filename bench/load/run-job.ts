import { percentile } from '../statistics.js'
import type { Connection } from './connection.js'
import type { ConnectionPool } from './connection-pool.js'
import type { Job, JobResult } from './job.js'
import { proofs, RequestBuffer } from './requests.js'

/** Keeps every connection busy until time or numbers run out. @throws if an answer is not the expected one */
export async function runJob(pool: ConnectionPool, job: Job): Promise<JobResult> {
  const { port, staysOpen } = job
  const connections = await pool.open(port, job.connections)
  let isDone = false
  try {
    const result = await drive(connections, job)
    isDone = true
    return result
  } finally {
    if (isDone && staysOpen) pool.rest(port)
    else pool.close(port)
  }
}

function drive(connections: readonly Connection[], job: Job): Promise<JobResult> {
  const { workload, firstNumber, count, secs } = job
  const latencies: number[] = []
  let sent = 0
  let idle = 0
  const start = performance.now()
  const until = start + secs * 1000
  const cpuBefore = process.cpuUsage()

  return new Promise((resolve, reject) => {
    const finish = (now: number) => {
      const { user, system } = process.cpuUsage(cpuBefore)
      const ms = now - start
      const sorted = Float64Array.from(latencies).sort()
      resolve({
        answers: latencies.length,
        rate: latencies.length / (ms / 1000),
        p50: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
        slowest: percentile(sorted, 1),
        loadShare: (user + system) / 1000 / ms,
      })
    }
    for (const connection of connections) {
      const request = new RequestBuffer(workload)
      let sentAt = 0
      const sendNext = (now: number) => {
        if (sent >= count || now >= until) {
          if (++idle === connections.length) finish(now)
          return
        }
        sentAt = now
        connection.send(request.withNumber(firstNumber + sent++))
      }
      connection.listen((text) => {
        if (!text.includes(proofs[workload])) return reject(new Error(`the server answered ${text}`))
        const now = performance.now()
        latencies.push(now - sentAt)
        sendNext(now)
      }, reject)
      sendNext(start)
    }
  })
}
