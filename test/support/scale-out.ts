import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { root } from '../../tools/documents.js'

/** The folder of the example. */
export const scaleOut = join(root, 'examples', 'scale-out')

/** A program of Debian's, which is outside of the usual path; undefined if it is not installed. In CI it must be. */
export function findProgram(name: string): string | undefined {
  try {
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
    return execFileSync('sh', ['-c', `command -v ${name}`], { env, encoding: 'utf8' }).trim()
  } catch (error) {
    if (process.env.CI) throw new Error(`${name} is missing; .ci/run installs it`, { cause: error })
    return undefined
  }
}

/** Ports that were free a moment ago, for programs that cannot pick one themselves. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

export interface Cluster {
  /** The address of nginx, without a path. */
  readonly origin: string
  /** The process IDs of the nodes by number, from 1; that of a replaced node changes. */
  readonly pids: () => ReadonlyMap<number, number>
  /** Resolves once all nodes have printed that they are ready, `starts` times together. */
  readonly ready: (starts: number) => Promise<void>
}

/** Runs the example with its own command, and stops it after the test, with all nodes: they hold its output open. */
export async function useCluster(options = ''): Promise<Cluster> {
  const [port = 0, ...nodes] = await findFreePorts(5)
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(join(scaleOut, 'run.sh'), [], {
    cwd: root,
    env: {
      PATH,
      HOME,
      PORT: String(port),
      PORTS: nodes.join(' '),
      SEED: '1',
      ...(options && { OPTIONS: options }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  const watchers = new Set<() => void>()
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
    for (const look of [...watchers]) look()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await closed
  })
  const starts = () => output.split('\n').filter((line) => line.includes('"event":"ready"'))
  return {
    origin: `http://127.0.0.1:${port}`,
    pids: () => {
      const pids = new Map<number, number>()
      for (const line of starts()) {
        const { url, pid } = JSON.parse(line) as { url: string; pid: number }
        pids.set(nodes.indexOf(Number(new URL(url).port)) + 1, pid)
      }
      return pids
    },
    ready: (count) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (starts().length < count) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
        void closed.then(() => reject(new Error(`run.sh has ended: ${output}${errors}`)))
      }),
  }
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** Sends requests through a few kept connections, as many as wanted at once. */
export function useSender(origin: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  onTestFinished(() => agent.destroy())
  return (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request(`${origin}${path}`, {
        agent,
        method,
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      })
      sent.on('error', reject)
      sent.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      })
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
}

/** Runs a task for each number below `count`, with at most 64 at once. */
export async function forEachOf(count: number, task: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const work = async () => {
    for (let index = next++; index < count; index = next++) await task(index)
  }
  await Promise.all(Array.from({ length: 64 }, work))
}
