import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { readProcessorMs, readResidentMb } from './processor-time.js'
import type { Usage } from './programs/usage-monitor.js'
import type { Workbench } from './workbench.js'

/** Whether the usage of another process can be read. Elsewhere a server is asked through a monitor in it. */
const canRead = process.platform === 'linux'

/** A server that has printed its ready line. */
export class ServerProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    /** Time from the start of the process to its ready line. Milliseconds. */
    readonly readyMs: number,
    /** Time at which the process was started, by the clock of this process. Milliseconds. */
    readonly startedAt: number,
  ) {}

  static async start(bench: Workbench, args: readonly string[], { ipc = false } = {}): Promise<ServerProcess> {
    const monitored = canRead ? args : ['--require', bench.program('usage-monitor'), ...args]
    const startedAt = performance.now()
    const child = bench.start(monitored, { ipc: ipc || !canRead })
    const line = await readLine(child)
    const readyMs = performance.now() - startedAt
    const { url } = JSON.parse(line) as { url: string }
    return new ServerProcess(child, Number(new URL(url).port), readyMs, startedAt)
  }

  /** Returns the processor time and the memory that the process uses. On Linux they are of the moment of the call. */
  async usage(): Promise<Usage> {
    const { pid } = this.child
    if (pid === undefined) throw new Error('the server is not running')
    if (canRead) return { processorMs: readProcessorMs(pid), residentMb: readResidentMb(pid) }
    this.child.send('usage')
    const [usage] = (await once(this.child, 'message')) as [Usage]
    return usage
  }

  /** Ends the server and waits for its exit. SIGKILL ends it without cleanup. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const exit = once(this.child, 'exit')
    this.child.kill(signal)
    await exit
  }
}

/** Returns the first line on stdout. Reads and discards the rest, so that the pipe never fills. */
function readLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const onData = (chunk: Buffer) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end < 0) return
      child.stdout?.off('data', onData).resume()
      resolve(text.slice(0, end))
    }
    child.stdout?.on('data', onData)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`a server ended with ${code} before it was ready`)))
  })
}
