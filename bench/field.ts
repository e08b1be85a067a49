import { takeTurns } from './contenders.js'
import type { JobResult } from './load/job.js'
import type { Workload } from './load/requests.js'
import type { LoadProcess } from './load-process.js'
import { shareProcessor } from './one-processor.js'
import { type RatedResult, runRated } from './rated-job.js'
import { ServerProcess } from './server-process.js'
import type { Workbench } from './workbench.js'

/** The number of clients, each with a connection that stays open. */
export const connections = 64

/** The longest that a job may take on a busy machine. Seconds. */
const maxSecs = 60

/** What contenders do in turn. */
export interface Race {
  readonly workload: Workload
  readonly slices: number
  /** Requests of a slice. */
  readonly size: number
}

/** The servers of a round, in fresh processes that live side by side and take turns. */
export class Field<Who extends string> {
  readonly #servers = new Map<Who, ServerProcess>()
  /** The processor time of each server when its last job ended. Milliseconds. */
  readonly #processorMs = new Map<Who, number>()

  private constructor(private readonly clients: LoadProcess) {}

  /** Starts the servers. @param args the arguments for Node that start each one */
  static async start<Who extends string>(
    bench: Workbench,
    clients: LoadProcess,
    args: Readonly<Record<Who, readonly string[]>>,
  ): Promise<Field<Who>> {
    const field = new Field<Who>(clients)
    for (const who of Object.keys(args) as Who[]) {
      const server = await ServerProcess.start(bench, args[who])
      shareProcessor(server.child.pid)
      field.#servers.set(who, server)
    }
    return field
  }

  server(who: Who): ServerProcess {
    return this.#servers.get(who) as ServerProcess
  }

  /** Sends requests that are not measured. @param firstNumber of `LoadProcess.takeNumbers` */
  async warmUp(who: Who, workload: Workload, count: number, firstNumber?: number): Promise<JobResult> {
    const result = await this.clients.run(this.#toJob(who, workload, count, firstNumber))
    this.#processorMs.set(who, (await this.server(who).usage()).processorMs)
    return result
  }

  /**
   * Lets warm servers take turns in slices. A slice has the processor time since the server's last one, so that work that
   * it does after its answers counts as well.
   *
   * @param firstNumbers where each one's numbers begin, if the requests depend on earlier ones
   */
  race(
    names: readonly Who[],
    { workload, slices, size }: Race,
    firstNumbers?: Readonly<Record<Who, number>>,
  ): Promise<Record<Who, RatedResult[]>> {
    return takeTurns(names, slices, async (who, slice) => {
      const job = this.#toJob(who, workload, size, firstNumbers && firstNumbers[who] + slice * size)
      const result = await runRated(this.clients, this.server(who), job, this.#processorMs.get(who))
      this.#processorMs.set(who, result.processorMs)
      return result
    })
  }

  /** Stops some servers, or all. */
  async stop(names: readonly Who[] = [...this.#servers.keys()], signal?: 'SIGKILL'): Promise<void> {
    for (const who of names) {
      const server = this.server(who)
      await this.clients.release(server.port)
      await server.stop(signal)
      this.#servers.delete(who)
    }
  }

  #toJob(who: Who, workload: Workload, count: number, firstNumber = this.clients.takeNumbers(count)) {
    const { port } = this.server(who)
    return { port, workload, connections, firstNumber, count, secs: maxSecs, staysOpen: true }
  }
}
