import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RunningEmulator } from '../../emulator/emulator.js'
import { writeRunFile } from '../../replay/run-file.js'
import { explainFileError } from '../../wire/file-reason.js'
import { CommandError } from '../command-error.js'
import { printError } from '../terminal/print.js'

interface Ended {
  readonly code: number
  readonly command: string
  readonly args: readonly string[]
  /** Whether requests to the real service reached the emulator. */
  readonly isIntercepting: boolean
}

/**
 * Makes sure that a run can be written, before the command that it records has run. The folder is created.
 *
 * @throws {CommandError} 2
 */
export function requireWritable(file: string): void {
  try {
    if (file === '' || statSync(file, { throwIfNoEntry: false })?.isDirectory())
      throw Object.assign(new Error('a folder'), { code: 'EISDIR', path: file })
    mkdirSync(dirname(file), { recursive: true })
    accessSync(dirname(file), constants.W_OK)
  } catch (error) {
    throw new CommandError(explainFileError(`The run ${file}`, 'written', error), 2)
  }
}

/** Writes the run of a command to a file, always, and says where it is if the command has failed. @returns whether it was written */
export async function recordRun(
  emulator: RunningEmulator,
  file: string,
  { code, command, args, isIntercepting }: Ended,
): Promise<boolean> {
  try {
    const run = await emulator.takeRun()
    await writeRunFile(file, { ...run, exit_code: code, ...(isIntercepting && { intercepted: true }) })
    if (run.forgotten !== undefined)
      printError(
        `The run has lost the steps of sandbox ${run.forgotten.map((name) => JSON.stringify(name)).join(', ')}, because there were more than the emulator keeps.`,
      )
    if (code === 0) return true
    const line = [command, ...args].map(quote).join(' ')
    printError(`The run was recorded. Repeat it with: tve replay ${quote(file)} -- ${line}`)
    return true
  } catch (error) {
    printError(explainFileError(`The run ${file}`, 'written', error))
    return false
  }
}

const quote = (part: string) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`)
