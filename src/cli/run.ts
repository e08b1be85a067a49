import { readPlainFlags } from '../config/read-flags.js'
import { startWith } from './start/start-with.js'

/**
 * Runs the command line and sets the exit code: 0 fine, 1 a problem or failure, 2 bad usage. A plain start is one without
 * the parser of command lines, and without all other commands, which together take longer than the start.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const flags = readPlainFlags(argv.slice(2))
  try {
    if (flags !== undefined) return await startWith(flags)
    const { parseCommandLine } = await import('./program.js')
    await parseCommandLine(argv)
  } catch (error) {
    const { reportFailure } = await import('./failure.js')
    reportFailure(error)
  }
}
