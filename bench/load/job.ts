import type { Workload } from './requests.js'

/** A job of the load process. */
export interface Job {
  readonly port: number
  readonly workload: Workload
  readonly connections: number
  /** The last seven digits of the first phone number, after +1303. Each further request uses the next number. */
  readonly firstNumber: number
  /** The maximum number of requests in total. */
  readonly count: number
  /** The time in which requests are sent. Seconds. */
  readonly secs: number
  /** Whether the connections stay open for the next job with the same port, until a Release. */
  readonly staysOpen?: boolean
}

/** Closes the connections that stayed open. */
export interface Release {
  readonly release: number
}

export interface JobResult {
  readonly answers: number
  /** Answers per second by the clock on the wall. */
  readonly rate: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly slowest: number
  /** Processor time over wall time of the load process. Near 1 the load itself is the bottleneck. */
  readonly loadShare: number
}
