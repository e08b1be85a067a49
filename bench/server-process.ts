import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { Workbench } from './workbench.js'

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
    const startedAt = performance.now()
    const child = bench.start(args, { ipc })
    const line = await readLine(child)
    const readyMs = performance.now() - startedAt
    const { url } = JSON.parse(line) as { url: string }
    return new ServerProcess(child, Number(new URL(url).port), readyMs, startedAt)
  }

  /** Memory that the process uses. MB (2^20 bytes). */
  get residentMb(): number {
    const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8')) ?? []
    return Number(kb) / 1024
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
