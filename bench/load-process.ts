import type { ChildProcess } from 'node:child_process'
import type { Job, JobResult, Release } from './load/job.js'
import { shareProcessor } from './one-processor.js'
import type { Workbench } from './workbench.js'

type Reply = { result?: JobResult; failure?: string }

/** Some of these force an outcome (docs/test-numbers.md). */
const [firstTestNumber, lastTestNumber] = [5_550_100, 5_550_199]

/** The process that generates the load. A run has only one, so that its own code is compiled once. */
export class LoadProcess {
  readonly #child: ChildProcess
  /** The highest share of a processor that it has used. */
  highestShare = 0
  #nextNumber = 2_000_000

  constructor(bench: Workbench) {
    this.#child = bench.start([bench.program('load')], { ipc: true })
    shareProcessor(this.#child.pid, { asBatch: true })
  }

  /** Reserves numbers that no earlier job used. @returns the first one, seven digits */
  takeNumbers(count: number): number {
    // They must only be unique within one server, so starting over is fine.
    if (this.#nextNumber + count > 9_999_999) this.#nextNumber = 2_000_000
    if (this.#nextNumber <= lastTestNumber && this.#nextNumber + count > firstTestNumber)
      this.#nextNumber = lastTestNumber + 1
    this.#nextNumber += count
    return this.#nextNumber - count
  }

  /** Runs a job. @throws if the server fails, or answers with any status but 200 */
  async run(job: Job): Promise<JobResult> {
    const { result, failure } = await this.#ask(job)
    if (result === undefined) throw new Error(failure)
    this.highestShare = Math.max(this.highestShare, result.loadShare)
    return result
  }

  /** Closes the connections to a port that jobs have left open. */
  async release(port: number): Promise<void> {
    await this.#ask({ release: port })
  }

  #ask(message: Job | Release): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the load process has ended'))
      this.#child.once('exit', onExit)
      this.#child.once('message', (reply: Reply) => {
        this.#child.off('exit', onExit)
        resolve(reply)
      })
      this.#child.send(message)
    })
  }
}
