import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { CommandError } from '../command-error.js'
import { endProcesses } from './end.js'
import { findProcesses } from './processes.js'

export interface Run {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** How long what has been told to end may take until it is killed. Milliseconds. */
  readonly graceMs: number
}

/** Marks the processes of a run by their environment. */
const markName = 'TELNYX_VERIFY_EMULATOR_EXEC'

/**
 * Runs a command on our stdin, stdout and stderr until it has ended, and then ends what it has started and left. A
 * signal to us is handed on to it and all of its group.
 *
 * @returns its exit code, 128 and the signal's number if a signal ended it
 * @throws {CommandError} 2 when it cannot be started
 */
export async function run({ command, args, env, graceMs }: Run): Promise<number> {
  const { spawn } = await import('node:child_process') // the other verbs do without
  const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...env, [markName]: mark },
    // A group of its own, which can be ended as one. Windows has none, and would open a window.
    detached: process.platform !== 'win32',
  })
  const ended = endOf(child, command)
  if (child.pid === undefined) return ended
  const processes = findProcesses(child.pid, `${markName}=${mark}`)
  const kill = () => processes.signal('SIGKILL')
  let deadline: NodeJS.Timeout | undefined
  const stop = (signal: NodeJS.Signals) => {
    forward(child, signal)
    deadline ??= setTimeout(kill, graceMs)
  }
  for (const signal of stopSignals) process.on(signal, stop)
  process.once('exit', kill) // whatever ends us before our time
  try {
    return await ended
  } finally {
    clearTimeout(deadline)
    await endProcesses(processes, graceMs)
    process.off('exit', kill)
    for (const signal of stopSignals) process.off(signal, stop)
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function forward(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid as number), signal)
  } catch {
    child.kill(signal) // no group, or nobody left in it
  }
}

function endOf(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const reason =
        code === 'ENOENT' ? 'there is no such command' : code === 'EACCES' ? 'it may not be executed' : message
      reject(new CommandError(`${command} cannot be run: ${reason}.`, 2))
    })
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}
