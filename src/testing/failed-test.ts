import { join, relative } from 'node:path'
import type { SandboxClient } from '../client/connect.js'
import { ConnectionError, ControlError } from '../client/errors.js'
import { formatRunFile } from '../replay/run-file.js'
import { readJournalText } from './journal-text.js'
import { formatCommand } from './run-command.js'
import { nameRunFile, type TestName, toTestId } from './run-files.js'

/** A test, and the command that runs it alone. */
export interface RunnerTest extends TestName {
  readonly toCommand: () => readonly string[]
  /** Value of NODE_OPTIONS that the runner needs. */
  readonly nodeOptions?: string | undefined
  /** Tells attempts at one test apart. @default the name of its sandbox */
  readonly attempt?: string
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
  /** For its output: the last entries of its journal, and how to replay its run. Empty if nothing has happened. */
  readonly text: string
  /** Absolute or relative path of its run file; undefined without one. */
  readonly runFile: string | undefined
}

/**
 * Reads what happened in the sandbox of a failed test, the first of those in which something has, and writes its run to a
 * file if that is on. A file that cannot be written is mentioned and hides no failure.
 */
export async function reportFailure(
  [sandbox, ...others]: readonly [SandboxClient, ...SandboxClient[]],
  test: RunnerTest,
  files: RunFiles | undefined,
): Promise<FailureReport> {
  const journal = await readJournalText(sandbox)
  const [next, ...rest] = others
  if (journal === '' && next !== undefined) return reportFailure([next, ...rest], test, files)
  if (journal === '' || files === undefined) return { text: journal, runFile: undefined }
  try {
    const runFile = await saveRun(sandbox, test, files)
    return { text: `${journal}\n${formatReplay(runFile, test)}`, runFile }
  } catch (error) {
    const isKnown = error instanceof ControlError || error instanceof ConnectionError || isSystemError(error)
    if (!isKnown) throw error
    return { text: `${journal}\nThe run could not be saved: ${(error as Error).message}`, runFile: undefined }
  }
}

/** The error may be of another realm. */
const isSystemError = (error: unknown) => typeof (error as NodeJS.ErrnoException | null)?.syscall === 'string'

async function saveRun(sandbox: SandboxClient, test: RunnerTest, { folder, write }: RunFiles): Promise<string> {
  const run = await sandbox.run.take()
  const name = nameRunFile(test, test.attempt ?? sandbox.sandboxName)
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
