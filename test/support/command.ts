import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const command = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))

export interface RunningCommand {
  readonly child: ChildProcess
  /** Resolves with the output so far once it matches; rejects if the command ends first. */
  readonly printed: (pattern: RegExp) => Promise<string>
  readonly ended: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>
}

/** Runs the built command, and kills it after the test if it is still running. */
export function runCommand(
  args: readonly string[],
  { env = {}, cwd, stdin = 'ignore' }: { env?: Record<string, string>; cwd?: string; stdin?: 'ignore' | 'pipe' } = {},
): RunningCommand {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [command, ...args], {
    env: { PATH, HOME, ...env },
    cwd,
    stdio: [stdin, 'pipe', 'pipe'],
  }) as ChildProcessByStdio<Writable | null, Readable, Readable>
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const look of watchers) look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    for (const look of watchers) look()
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(stdout + stderr)) return
        watchers.delete(look)
        resolve(stdout + stderr)
      }
      watchers.add(look)
      look()
      void ended.then(() => reject(new Error(`ended before it printed ${pattern}: ${stdout}${stderr}`)))
    })
  return { child, printed, ended }
}

export interface Ready {
  readonly event: 'ready'
  readonly url: string
  readonly control: string
  readonly apiKey: string
  readonly profileId: string
  readonly publicKey: string
  readonly pid: number
  readonly ms: number
}

/** Starts an emulator with the command and waits for its first line. */
export async function startCommand(args: readonly string[] = [], options: Parameters<typeof runCommand>[1] = {}) {
  const running = runCommand(['--port', '0', ...args], options)
  const [line = ''] = (await running.printed(/\n/)).split('\n')
  return { ...running, ready: JSON.parse(line) as Ready }
}
