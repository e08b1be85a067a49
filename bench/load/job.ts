import type { Workload } from './requests.js'

/** A run of load, as the load process is told of it. */
export interface Job {
  readonly port: number
  readonly workload: Workload
  readonly connections: number
  /** The first phone number is +1303 and these seven digits, each further request takes the next one. */
  readonly firstNumber: number
  /** The maximum number of requests in total. */
  readonly count: number
  /** Seconds that count for nothing, so that the server's code is compiled before. */
  readonly warmUpSecs: number
  /** Seconds that count. */
  readonly secs: number
  /** The number of answers after which the time is noted, again and again. */
  readonly milestoneEvery?: number
}

export interface JobResult {
  /** Answers, those of the warm-up included. */
  readonly answers: number
  /** Answers a second, without the warm-up. */
  readonly rate: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly slowest: number
  /** Processor time over wall time of the load process while it counted: near 1 it measures itself and not the server. */
  readonly loadShare: number
  /** Seconds from the first request to each milestone. */
  readonly milestones: readonly number[]
}
