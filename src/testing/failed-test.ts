import { join, relative } from 'node:path'
import type { SandboxClient } from '../client/connect.js'
import { ConnectionError, ControlError } from '../client/errors.js'
import type { RunFile } from '../client/types.js'
import { formatRunFile } from '../replay/run-file.js'
import { readJournalText } from './journal-text.js'
import { formatCommand } from './run-command.js'
import { nameRunFile, type TestName, toTestId } from './run-files.js'
import { trimRun } from './trim-run.js'

/** A test, and the command that runs it alone. */
export interface RunnerTest extends TestName {
  readonly toCommand: () => readonly string[]
  /** Value of NODE_OPTIONS that the runner needs. */
  readonly nodeOptions?: string | undefined
}

/** Writes a file into a folder that may not exist yet, as a whole. @throws the system's error */
export type WriteFile = (folder: string, name: string, text: string) => void

/** Where the runs of failed tests go. */
export interface RunFiles {
  readonly folder: string
  readonly write: WriteFile
}

/** What a failed test leaves behind. */
export interface FailureReport {
  /** The last entries of its journal; empty if nothing has happened. */
  readonly journal: string
  /** How to replay its run, or why it was not saved; empty if no run is to be saved. */
  readonly replay: string
  /** Absolute or relative path of its run file; undefined without one. */
  readonly runFile: string | undefined
}

/** A test that has failed, and where something may have happened in it. */
export interface FailedTest {
  readonly test: RunnerTest
  /** Its own sandbox. */
  readonly own?: SandboxClient
  /** The sandbox that it shares with other tests, each after a reset. */
  readonly shared: SandboxClient
  /** Milliseconds since just before that reset. @default unknown: the last reset counts */
  readonly elapsedMs?: () => number
  readonly files: RunFiles | undefined
}

/**
 * Reads what happened in a test that has failed, and writes its run to a file if that is on. A file that cannot be written
 * is mentioned and hides no failure.
 */
export async function reportFailure({ test, own, shared, elapsedMs, files }: FailedTest): Promise<FailureReport> {
  const ownJournal = own === undefined ? '' : await readJournalText(own)
  const journal = ownJournal || (await readJournalText(shared))
  if (journal === '' || files === undefined) return { journal, replay: '', runFile: undefined }
  const takeRun = async () =>
    own !== undefined && ownJournal !== '' ? own.run.take() : trimRun(await shared.run.take(), elapsedMs?.())
  try {
    const run = await takeRun()
    if (run.forgotten !== undefined) return { journal, replay: lostSteps, runFile: undefined }
    const runFile = saveRun(run, test, files)
    return { journal, replay: formatReplay(runFile, test), runFile }
  } catch (error) {
    const isKnown = error instanceof ControlError || error instanceof ConnectionError || isSystemError(error)
    if (!isKnown) throw error
    return { journal, replay: `The run could not be saved: ${(error as Error).message}`, runFile: undefined }
  }
}

const lostSteps =
  'The run was not saved: there were more steps than the emulator keeps. Reset the sandbox before each test, or give each test a sandbox of its own.'

/** The error may be of another realm. */
const isSystemError = (error: unknown) => typeof (error as NodeJS.ErrnoException | null)?.syscall === 'string'

function saveRun(run: RunFile, test: RunnerTest, { folder, write }: RunFiles): string {
  const name = nameRunFile(test)
  const command = formatCommand({ args: test.toCommand() })
  write(folder, name, formatRunFile({ ...run, test: toTestId(test), test_command: command }))
  return join(folder, name)
}

/** How to replay a run; the path is relative to the working directory, in which the command runs too. */
function formatReplay(runFile: string, test: RunnerTest): string {
  const path = relative(process.cwd(), runFile).replaceAll('\\', '/')
  const args = ['npx', 'tve', 'replay', path, '--', ...test.toCommand()]
  return `Replay it: ${formatCommand({ args, nodeOptions: test.nodeOptions })}`
}
