import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { clearTimeout, setTimeout } from 'node:timers'
import { CommandError } from '../command-error.js'
import { endByHangUp, watchTerminal } from '../terminal/hang-up.js'
import { endProcesses } from './end.js'
import { findProcesses } from './processes.js'
import { explainUnrunnable, requireCommand } from './unrunnable.js'

export interface Run {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** How long processes may take to end after a signal before they are killed. Milliseconds. */
  readonly graceMs: number
  /** Called with what the command prints, which is printed too. Without it the command has our streams. */
  readonly onOutput?: ((text: string) => void) | undefined
  /** Does not print what is passed on, and gives the command no stdin. */
  readonly isQuiet?: boolean
  /** Ends the command early. */
  readonly signal?: AbortSignal
}

/** The environment variable that marks the processes of a run. */
const markName = 'TELNYX_VERIFY_EMULATOR_EXEC'

/**
 * Runs a command until it ends, then ends the processes it left behind. Forwards signals to the command and its process
 * group.
 *
 * @returns its exit code, or 128 plus the signal's number if a signal ended it
 * @throws {CommandError} 2 if it cannot be started
 */
export async function run({ command, args, env, graceMs, onOutput, isQuiet = false, signal }: Run): Promise<number> {
  requireCommand(command)
  const { spawn } = await import('node:child_process') // other commands do not need it
  const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`
  const child = spawn(command, args, {
    stdio: onOutput === undefined ? 'inherit' : [isQuiet ? 'ignore' : 'inherit', 'pipe', 'pipe'],
    env: { ...env, [markName]: mark },
    // A process group can be ended as one. Windows has none, and would open a window.
    detached: process.platform !== 'win32',
  })
  const ended = waitForExit(child, command)
  const readToEnd = onOutput === undefined ? undefined : copyOutput(child, onOutput, isQuiet)
  if (child.pid === undefined) return ended
  const processes = findProcesses(child.pid, `${markName}=${mark}`)
  const kill = () => processes.signal('SIGKILL')
  let deadline: NodeJS.Timeout | undefined
  const hasLostTerminal = watchTerminal()
  const stop = (signal: NodeJS.Signals) => {
    if (signal === 'SIGHUP' && hasLostTerminal()) endByHangUp()
    forward(child, signal)
    deadline ??= setTimeout(kill, graceMs)
  }
  const abort = () => stop('SIGTERM')
  for (const signal of stopSignals) process.on(signal, stop)
  signal?.addEventListener('abort', abort)
  if (signal?.aborted) abort()
  process.once('exit', kill) // if we end before the command
  try {
    return await ended
  } finally {
    clearTimeout(deadline)
    await endProcesses(processes, graceMs)
    await readToEnd?.()
    signal?.removeEventListener('abort', abort)
    process.off('exit', kill)
    for (const signal of stopSignals) process.off(signal, stop)
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How long the output may stay open after all processes have ended: one that we cannot find may hold it. Milliseconds. */
const flushMs = 1000

/**
 * Prints what a command prints, unless it is to be quiet, and passes it on. Each stream is decoded by itself: a character
 * may be cut in two.
 *
 * @returns waits until the output has been read to the end
 */
function copyOutput(child: ChildProcess, onOutput: (text: string) => void, isQuiet: boolean): () => Promise<void> {
  const { stdout, stderr } = child
  for (const [from, to] of [
    [stdout, process.stdout],
    [stderr, process.stderr],
  ] as const) {
    const decoder = new TextDecoder()
    from?.on('data', (chunk: Buffer) => {
      if (!isQuiet) to.write(chunk)
      onOutput(decoder.decode(chunk, { stream: true }))
    })
  }
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return async () => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, flushMs)
    })
    await Promise.race([closed, late])
    clearTimeout(timer)
    for (const stream of [stdout, stderr]) stream?.destroy()
  }
}

function forward(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid as number), signal)
  } catch {
    child.kill(signal) // no group, or it is empty
  }
}

function waitForExit(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new CommandError(explainUnrunnable(command, error), 2)))
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}
