import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { clearTimeout, setTimeout } from 'node:timers'
import { CommandError } from '../command-error.js'
import { endProcesses } from './end.js'
import { findProcesses } from './processes.js'

export interface Run {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** How long processes may take to end after a signal before they are killed. Milliseconds. */
  readonly graceMs: number
  /** Called with what the command prints, which is printed too. Without it the command has our streams. */
  readonly onOutput?: ((text: string) => void) | undefined
}

/** The environment variable that marks the processes of a run. */
const markName = 'TELNYX_VERIFY_EMULATOR_EXEC'

/**
 * Runs a command with our stdin, stdout and stderr until it ends, then ends the processes it left behind. Forwards signals
 * to the command and its process group.
 *
 * @returns its exit code, or 128 plus the signal's number if a signal ended it
 * @throws {CommandError} 2 if it cannot be started
 */
export async function run({ command, args, env, graceMs, onOutput }: Run): Promise<number> {
  const { spawn } = await import('node:child_process') // other commands do not need it
  const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`
  const child = spawn(command, args, {
    stdio: onOutput === undefined ? 'inherit' : ['inherit', 'pipe', 'pipe'],
    env: { ...env, [markName]: mark },
    // A process group can be ended as one. Windows has none, and would open a window.
    detached: process.platform !== 'win32',
  })
  const ended = waitForExit(child, command)
  if (onOutput !== undefined) copyOutput(child, onOutput)
  const closed = onOutput === undefined ? undefined : new Promise((resolve) => child.once('close', resolve))
  if (child.pid === undefined) return ended
  const processes = findProcesses(child.pid, `${markName}=${mark}`)
  const kill = () => processes.signal('SIGKILL')
  let deadline: NodeJS.Timeout | undefined
  const stop = (signal: NodeJS.Signals) => {
    forward(child, signal)
    deadline ??= setTimeout(kill, graceMs)
  }
  for (const signal of stopSignals) process.on(signal, stop)
  process.once('exit', kill) // if we end before the command
  try {
    return await ended
  } finally {
    clearTimeout(deadline)
    await endProcesses(processes, graceMs)
    await closed // the processes that held our pipes have ended
    process.off('exit', kill)
    for (const signal of stopSignals) process.off(signal, stop)
  }
}

/** Prints what a command prints, and passes it on. Each stream is decoded by itself: a character may be cut in two. */
function copyOutput({ stdout, stderr }: ChildProcess, onOutput: (text: string) => void): void {
  for (const [from, to] of [
    [stdout, process.stdout],
    [stderr, process.stderr],
  ] as const) {
    const decoder = new TextDecoder()
    from?.on('data', (chunk: Buffer) => {
      to.write(chunk)
      onOutput(decoder.decode(chunk, { stream: true }))
    })
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function forward(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid as number), signal)
  } catch {
    child.kill(signal) // no group, or it is empty
  }
}

function waitForExit(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const reason = code === 'ENOENT' ? 'command not found' : code === 'EACCES' ? 'permission denied' : message
      reject(new CommandError(`${command} cannot be run: ${reason}.`, 2))
    })
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}
