import type { Job, JobResult } from './load/job.js'
import type { LoadProcess } from './load-process.js'

/** The result of a job, and what it cost the server. */
export interface RatedResult extends JobResult {
  /** Answers for each second of processor time of the server's process. */
  readonly perProcessorSec: number
}

/** A process whose processor time can be read. */
export interface Rated {
  usage(): Promise<{ readonly processorMs: number }>
}

/**
 * Runs a job and reads the server's processor time before and after it. Warm up in an earlier job: this one counts
 * everything, also opening the connections.
 *
 * @throws if the server used so little time that a rate would be a guess
 */
export async function runRated(load: LoadProcess, server: Rated, job: Job): Promise<RatedResult> {
  const before = await server.usage()
  const result = await load.run(job)
  const after = await server.usage()
  const ms = after.processorMs - before.processorMs
  if (ms < 20) throw new Error(`the server used ${ms} ms of processor time for ${result.answers} answers`)
  return { ...result, perProcessorSec: result.answers / (ms / 1000) }
}
