import { statSync } from 'node:fs'
import { setInterval } from 'node:timers'
import { isatty } from 'node:tty'

/** How often a watched file is looked at. Polling also works on network drives and mounts of containers. Milliseconds. */
const pollMs = 250

/** A state of a file that differs after each change; undefined if there is no file. */
function readState(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats && `${stats.mtimeMs} ${stats.size} ${stats.ino}`
}

/**
 * Remembers the state of files, from which changes are counted.
 *
 * @returns a function that calls back whenever one of them has changed; a file that is gone is waited for, because editors
 *   replace files
 */
export function rememberFiles(paths: readonly string[]): (onChange: () => void) => void {
  const states = new Map(paths.map((path) => [path, readState(path)]))
  return (onChange) => {
    const look = () => {
      const changed = paths.filter((path) => {
        const state = readState(path)
        if (state === undefined || state === states.get(path)) return false
        states.set(path, state)
        return true
      })
      if (changed.length > 0) onChange()
    }
    setInterval(look, pollMs).unref()
  }
}

/** The standard streams that were a terminal at the start. */
const terminals = () => [0, 1, 2].filter((stream) => isatty(stream))

/**
 * Calls back at SIGHUP, which asks a server to read its configuration again. The same signal says that the terminal of a
 * process was closed; a process that has lost its terminal stops.
 */
export function onHangUp(reload: () => void, stop: () => void): void {
  if (process.platform === 'win32') return // there it only means that the console was closed
  const before = terminals()
  process.on('SIGHUP', () => {
    const hasLost = before.length > 0 && terminals().length < before.length
    if (hasLost) stop()
    else reload()
  })
}
