import type { ChildProcess } from 'node:child_process'
import type { OwnRate, StepReply } from './own-rate.js'
import type { Workbench } from './workbench.js'

/** A program that measures itself step by step, so that several can take turns. Its other side is `serveSteps`. */
export class StepProgram {
  private constructor(readonly child: ChildProcess) {}

  /** Starts a program and waits until it is ready. */
  static async start(bench: Workbench, args: readonly string[]): Promise<StepProgram> {
    const program = new StepProgram(bench.start(args, { ipc: true }))
    await program.#next()
    return program
  }

  /** Lets the program do a number of things. @throws if it fails */
  async step(count: number): Promise<OwnRate> {
    const reply = this.#next()
    this.child.send(count)
    const { rate } = await reply
    if (rate === undefined) throw new Error('a program did not measure its step')
    return rate
  }

  stop(): void {
    this.child.kill('SIGKILL')
  }

  #next(): Promise<StepReply> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`a program ended with ${code} before it was done`))
      this.child.once('exit', onExit)
      this.child.once('message', (reply: StepReply) => {
        this.child.off('exit', onExit)
        if (reply.failure === undefined) resolve(reply)
        else reject(new Error(reply.failure))
      })
    })
  }
}
