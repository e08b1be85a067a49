import { once } from 'node:events'
import { Agent, request as ask } from 'node:http'
import { argsOf } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { RequestBuffer } from '../load/requests.js'
import type { LoadProcess } from '../load-process.js'
import type { LongestBlock } from '../programs/loop-monitor.js'
import { ServerProcess } from '../server-process.js'
import type { Workbench } from '../workbench.js'

/** A server with a monitor of its event loop in it, and a client of the control API of ours. */
export class WatchedServer {
  readonly #agent = new Agent({ keepAlive: true })

  private constructor(
    private readonly server: ServerProcess,
    private readonly load: LoadProcess,
  ) {}

  /** @param args further arguments of our command, or of the bare server */
  static async start(
    bench: Workbench,
    load: LoadProcess,
    args: readonly string[],
    contender: 'ours' | 'node' = 'ours',
  ): Promise<WatchedServer> {
    const monitored = ['--require', bench.program('loop-monitor'), ...argsOf(bench, contender), ...args]
    return new WatchedServer(await ServerProcess.start(bench, monitored, { ipc: true }), load)
  }

  get port(): number {
    return this.server.port
  }

  /** Does something, and returns the longest block of the server's event loop meanwhile. */
  async watch(act: () => Promise<unknown>): Promise<LongestBlock> {
    const { child } = this.server
    child.send('begin')
    await act()
    child.send('end')
    const [block] = (await once(child, 'message')) as [LongestBlock]
    return block
  }

  /** Sends a request to the control API. @returns the answer's body @throws for an answer that is not the expected one */
  call(method: string, path: string, body?: Buffer | object, { expected = 200 } = {}): Promise<Buffer> {
    const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    const headers = bytes && { 'content-type': 'application/json', 'content-length': bytes.length }
    return new Promise((resolve, reject) => {
      const options = {
        port: this.port,
        host: '127.0.0.1',
        agent: this.#agent,
        method,
        path: `/_emulator${path}`,
        headers,
      }
      const outgoing = ask(options, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const whole = Buffer.concat(chunks)
          if (answer.statusCode === expected) resolve(whole)
          else
            reject(new Error(`${method} ${path} was answered ${answer.statusCode}: ${whole.toString('utf8', 0, 500)}`))
        })
      })
      outgoing.on('error', reject).end(bytes)
    })
  }

  /** Lets webhooks wait from now on. Each verification has two: sent and delivered. */
  async delayWebhooks(delay: string, url = 'http://127.0.0.1:9/hooks'): Promise<void> {
    await this.call('PUT', '/webhooks/url', { url })
    await this.call('PUT', '/webhook-faults', [{ fault: 'delayed', delay }])
  }

  /** Creates verifications, each for a number of its own. */
  async create(count: number): Promise<void> {
    const { answers } = await this.load.run({
      port: this.port,
      workload: 'create-with-code',
      connections: 64,
      firstNumber: this.load.takeNumbers(count),
      count,
      secs: 120,
    })
    if (answers < count) throw new Error(`only ${answers} of ${count} verifications were created in time`)
  }

  /** Creates verifications one after the other until some work is done. */
  async createWhile(work: Promise<unknown>): Promise<void> {
    let isDone = false
    const stop = () => {
      isDone = true
    }
    work.then(stop, stop)
    const connection = await Connection.open(this.port)
    const request = new RequestBuffer('create')
    for (let number = this.load.takeNumbers(100_000); !isDone; number++)
      await connection.ask(request.withNumber(number))
    connection.close()
    await work
  }

  async stop(): Promise<void> {
    this.#agent.destroy()
    await this.server.stop('SIGKILL')
  }
}
