import type { RunningEmulator } from '../../emulator/emulator.js'
import { writeRunFile } from '../../replay/run-file.js'
import { printError } from '../terminal/print.js'

interface Ended {
  readonly code: number
  readonly command: string
  readonly args: readonly string[]
}

/** Writes the run of a command to a file, always, and says where it is if the command has failed. */
export async function recordRun(
  emulator: RunningEmulator,
  file: string,
  { code, command, args }: Ended,
): Promise<void> {
  try {
    await writeRunFile(file, { ...(await emulator.takeRun()), exit_code: code })
    if (code === 0) return
    const line = [command, ...args].map(quote).join(' ')
    printError(`The run was recorded. Repeat it with: tve replay ${quote(file)} -- ${line}`)
  } catch (error) {
    printError(`The run could not be recorded in ${file}: ${(error as Error).message}`)
  }
}

const quote = (part: string) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`)
