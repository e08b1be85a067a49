import type { ChildProcess } from 'node:child_process'
import type { Job, JobResult } from './load/job.js'
import type { Workbench } from './workbench.js'

type Reply = { result: JobResult } | { failure: string }

/** The process that makes the load; one for the whole run, so that its own code is compiled once. */
export class LoadProcess {
  readonly #child: ChildProcess
  /** The highest share of a processor that it ever took. */
  highestShare = 0
  #nextNumber = 2_000_000

  constructor(bench: Workbench) {
    this.#child = bench.start([bench.program('load')], { ipc: true })
  }

  /** Numbers that no job before had. @returns the first one, seven digits */
  takeNumbers(count: number): number {
    // Only within one server must they differ, so going round is fine.
    if (this.#nextNumber + count > 9_999_999) this.#nextNumber = 2_000_000
    this.#nextNumber += count
    return this.#nextNumber - count
  }

  /** @throws when the server fails, or answers anything but 200 */
  run(job: Job): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the load process has ended'))
      this.#child.once('exit', onExit)
      this.#child.once('message', (reply: Reply) => {
        this.#child.off('exit', onExit)
        if ('failure' in reply) return reject(new Error(reply.failure))
        this.highestShare = Math.max(this.highestShare, reply.result.loadShare)
        resolve(reply.result)
      })
      this.#child.send(job)
    })
  }
}
