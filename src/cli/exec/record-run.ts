import type { RunningEmulator } from '../../emulator/emulator.js'
import { writeRunFile } from '../../replay/run-file.js'
import { printError } from '../terminal/print.js'

interface Ended {
  readonly code: number
  readonly command: string
  readonly args: readonly string[]
  /** Whether requests to the real service reached the emulator. */
  readonly isIntercepting: boolean
}

/** Writes the run of a command to a file, always, and says where it is if the command has failed. */
export async function recordRun(
  emulator: RunningEmulator,
  file: string,
  { code, command, args, isIntercepting }: Ended,
): Promise<void> {
  try {
    const run = await emulator.takeRun()
    await writeRunFile(file, { ...run, exit_code: code, ...(isIntercepting && { intercepted: true }) })
    if (run.forgotten !== undefined)
      printError(
        `The run has lost the steps of sandbox ${run.forgotten.map((name) => JSON.stringify(name)).join(', ')}, because there were more than the emulator keeps.`,
      )
    if (code === 0) return
    const line = [command, ...args].map(quote).join(' ')
    printError(`The run was recorded. Repeat it with: tve replay ${quote(file)} -- ${line}`)
  } catch (error) {
    printError(`The run could not be recorded in ${file}: ${(error as Error).message}`)
  }
}

const quote = (part: string) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`)
