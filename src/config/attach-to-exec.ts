import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OnCount } from '../core/coverage-counts.js'
import type { Dialect } from '../core/settings.js'
import { execVariable } from './run-variables.js'

/** The file in the folder that says how the command is run. */
export const execFile = 'exec.json'

/** The file in the folder that the emulators append their coverage to, one count a line. */
export const execCountsFile = 'counts.txt'

/** What `execFile` contains. */
export interface ExecRecord {
  /** The dialect of emulators that are told none. */
  readonly dialect: Dialect
}

/** A command that `exec` runs, as an emulator that it starts sees it. */
export interface ExecRun extends ExecRecord {
  /** Passes coverage on to `exec`. */
  readonly onCount: OnCount
}

/** Reads the run of `exec` that this process belongs to; undefined without one, or when it is over. */
export function attachToExec(env: Readonly<Record<string, string | undefined>> = process.env): ExecRun | undefined {
  const folder = env[execVariable]
  if (folder === undefined || folder === '') return undefined
  try {
    const { dialect } = JSON.parse(readFileSync(join(folder, execFile), 'utf8')) as ExecRecord
    return { dialect, onCount: createRecorder(join(folder, execCountsFile)) }
  } catch {
    return undefined
  }
}

/** Appends the counts of a turn at once and synchronously, because a test process may end at any moment. */
function createRecorder(path: string): OnCount {
  let lines = ''
  const flush = () => {
    const text = lines
    lines = ''
    try {
      appendFileSync(path, text)
    } catch {
      // The command has ended and its folder is gone: no one reads the counts.
    }
  }
  return (group, name) => {
    if (lines === '') queueMicrotask(flush)
    lines += `${group} ${name}\n`
  }
}
