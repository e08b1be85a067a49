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
  /** Warm-up time that is not measured, so that the server's code is compiled. Seconds. */
  readonly warmUpSecs: number
  /** Measured time. Seconds. */
  readonly secs: number
  /** The number of answers between two milestones. */
  readonly milestoneEvery?: number
}

export interface JobResult {
  /** Answers, including the warm-up. */
  readonly answers: number
  /** Answers per second, without the warm-up. */
  readonly rate: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly slowest: number
  /** Processor time over wall time of the load process while measuring. Near 1 the load itself is the bottleneck. */
  readonly loadShare: number
  /** Seconds from the first request to each milestone. */
  readonly milestones: readonly number[]
}
