import type { ChildProcess } from 'node:child_process'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { Connection } from '../load/connection.js'
import { proofs, RequestBuffer } from '../load/requests.js'
import { readProcessorMs } from '../processor-time.js'
import type { Workbench } from '../workbench.js'
import type { Peer } from './peers.js'

/** The longest that a peer may take to start. Milliseconds. */
const maxStartMs = 60_000

/** Installs a peer's package into a folder of its own and writes its set-up. @returns the folder */
export async function installPeer(bench: Workbench, peer: Peer): Promise<string> {
  const folder = join(bench.newFolder(), peer.id)
  mkdirSync(folder)
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel', 'error']
  const spec = `${peer.package}@${peer.version}`
  await promisify(execFile)('npm', ['install', '--prefix', folder, ...flags, spec], { cwd: folder, timeout: 300_000 })
  peer.prepare?.(folder)
  return folder
}

/** A started peer that has answered its first create. */
export class PeerProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    /** Time from the start of the process to its first answer. Milliseconds. */
    readonly answeredMs: number,
  ) {}

  /** @throws if the peer does not answer a create in time */
  static async start(bench: Workbench, peer: Peer, folder: string): Promise<PeerProcess> {
    const port = await findFreePort()
    const startedAt = performance.now()
    const program = peer.runtime === 'java' ? 'java' : bench.node.path
    const child = bench.startProgram(program, peer.argsOf(folder, port), folder)
    const request = new RequestBuffer(peer.workload).withNumber(5_551_234)
    let problem = 'it did not listen'
    while (performance.now() - startedAt < maxStartMs) {
      if (child.pid === undefined) throw new Error(`${program} could not be started`)
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it answered a create`)
      try {
        const answer = await ask(port, request)
        if (answer.includes(proofs[peer.workload])) return new PeerProcess(child, port, performance.now() - startedAt)
        problem = answer
      } catch (error) {
        problem = (error as Error).message
      }
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    child.kill('SIGKILL')
    throw new Error(`it answered no create within ${maxStartMs / 1000} s: ${problem.slice(0, 200)}`)
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  /** Returns the processor time that the process has used. Linux only, because the program is not ours. */
  async usage(): Promise<{ readonly processorMs: number }> {
    return { processorMs: readProcessorMs(this.child.pid as number) }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const exit = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await exit
  }
}

async function ask(port: number, request: Buffer): Promise<string> {
  const connection = await Connection.open(port)
  try {
    return await connection.ask(request)
  } finally {
    connection.close()
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
