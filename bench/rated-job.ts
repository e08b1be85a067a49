import type { Job, JobResult } from './load/job.js'
import type { LoadProcess } from './load-process.js'

/** The result of a job, and what it cost the server. */
export interface RatedResult extends JobResult {
  /** Answers for each second of processor time of the server's process. */
  readonly perProcessorSec: number
  /** The processor time that the server has used in all since its start. Milliseconds. */
  readonly processorMs: number
}

/** A process whose processor time can be read. */
export interface Rated {
  usage(): Promise<{ readonly processorMs: number }>
}

/**
 * Runs a job and reads the server's processor time before and after it. Warm up in an earlier job: this one counts
 * everything, also the opening of connections.
 *
 * @param since the processor time from which the server's work counts, if not from now. Milliseconds
 * @throws if the server used so little time that a rate would be a guess
 */
export async function runRated(load: LoadProcess, server: Rated, job: Job, since?: number): Promise<RatedResult> {
  const before = since ?? (await server.usage()).processorMs
  const result = await load.run(job)
  const { processorMs } = await server.usage()
  const ms = processorMs - before
  if (ms < 20) throw new Error(`the server used ${ms} ms of processor time for ${result.answers} answers`)
  return { ...result, perProcessorSec: result.answers / (ms / 1000), processorMs }
}
