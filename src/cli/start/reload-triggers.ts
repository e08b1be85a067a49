import { statSync } from 'node:fs'
import { setInterval } from 'node:timers'
import { endByHangUp, watchTerminal } from '../terminal/hang-up.js'

/** How often a watched file is looked at. Polling also works on network drives and mounts of containers. Milliseconds. */
const pollMs = 250

/** A state of a file that differs after each change; undefined if there is no file. */
function readState(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats && `${stats.mtimeMs} ${stats.size} ${stats.ino}`
}

/** Files that are watched. */
export interface WatchedFiles {
  /** Watches these instead, and counts changes of new ones from now on. Undefined ones are ignored. */
  replace(paths: readonly (string | undefined)[]): void
  readonly isEmpty: boolean
  /** Calls back whenever a file has changed; one that is gone is waited for, because editors replace files. */
  begin(onChange: () => void): void
}

/** Remembers the state of files, from which changes are counted. */
export function watchFiles(): WatchedFiles {
  let states = new Map<string, string | undefined>()
  return {
    replace: (paths) => {
      const wanted = paths.filter((path) => path !== undefined)
      states = new Map(wanted.map((path) => [path, states.has(path) ? states.get(path) : readState(path)]))
    },
    get isEmpty() {
      return states.size === 0
    },
    begin: (onChange) => {
      const look = () => {
        const changed = [...states].filter(([path, before]) => {
          const state = readState(path)
          if (state === undefined || state === before) return false
          states.set(path, state)
          return true
        })
        if (changed.length > 0) onChange()
      }
      setInterval(look, pollMs).unref()
    },
  }
}

/**
 * Calls back at SIGHUP, which asks a server to read its configuration again. The same signal says that the terminal of a
 * process was closed; a process that has lost its terminal stops.
 */
export function onHangUp(reload: () => void, stop: () => void): void {
  if (process.platform === 'win32') return // there it only means that the console was closed
  const hasLostTerminal = watchTerminal()
  process.on('SIGHUP', () => {
    if (!hasLostTerminal()) return reload()
    endByHangUp()
    stop()
  })
}
