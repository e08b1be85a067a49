import { readFileSync } from 'node:fs'
import type { Config } from '../../config/config.js'
import { type Replay, requireSteps, startReplay } from '../../emulator/replay-run.js'
import { listRequests, parseRunFile, type RunFile } from '../../replay/run-file.js'
import { describeRequest } from '../../replay/same-request.js'
import { countOf } from '../../wire/count-of.js'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import { explainFileError } from '../../wire/file-reason.js'
import { CommandError } from '../command-error.js'
import { toEnvironment } from '../exec/environment.js'
import { openNetwork } from '../exec/network.js'
import { run as runCommand } from '../exec/run.js'
import { listen } from '../start/launch.js'
import { print, printError } from '../terminal/print.js'
import { toLeftOut } from './left-out.js'
import { serveUntilSignal } from './serve.js'
import { stepThrough } from './step-through.js'

export interface ReplayCommand {
  readonly file: string
  /** The command and its arguments; empty to serve the state. */
  readonly line: readonly string[]
  /** Number of the request to go to first. */
  readonly at: number | undefined
  readonly isStepping: boolean
  readonly sandbox: string | undefined
  readonly config: Config
  readonly env: NodeJS.ProcessEnv
}

/** How long a command and its remaining processes may take to end after a signal. Milliseconds. */
const graceMs = 5000

/** The exit code of a command that asked for something else than was recorded. */
const divergedCode = 3

/**
 * Repeats a run: with a command, which is compared with the record, or up to a request, whose state is served.
 *
 * @returns the exit code
 * @throws {CommandError} for a file that cannot be replayed
 */
export async function replay({ file, line, at, isStepping, sandbox, config, env }: ReplayCommand): Promise<number> {
  const run = await readRun(file)
  if (line.length > 0 || at !== undefined || isStepping) requireStepsOf(run, file)
  requireRequest(run, at, file)
  const name = sandbox ?? findSandbox(run)
  requireSandbox(run, name, file)
  warnOfLeftOut(run)
  const replaying = await startReplay(run, {
    options: { ...toLeftOut(run, config), onWarning: printError },
    onDivergence: ({ text }) => printError(`The run diverges here: ${text}.`),
  })
  const { emulator, player } = replaying
  try {
    const { certificate } = await listen(emulator, config)
    const client = emulator.sandbox(name)
    if (isStepping) return await stepThrough(replaying, run, client)
    const [command, ...args] = line
    if (command === undefined) {
      if (run.steps === undefined) await restoreState(replaying, run)
      else await player.playTo(at)
      player.stop()
      print(formatState(run, at, client.url))
      return await serveUntilSignal()
    }
    if (at !== undefined) await player.playTo(at)
    const base = { ...toEnvironment(client, { env, config }), ...forPlugIns(run) }
    const isIntercepting = run.intercepted === true // what reached the emulator must not reach the real service now
    const network = await openNetwork({ emulator, config, certificate, isIntercepting, isOffline: false, env: base })
    let code: number
    try {
      code = await runCommand({ command, args, graceMs, env: { ...base, ...network.env } })
    } finally {
      await network.close()
    }
    return report(replaying, run, code)
  } finally {
    await emulator.close()
  }
}

/** The plug-in of a test runner connects this test to the run, and no other. */
const forPlugIns = ({ test }: RunFile): NodeJS.ProcessEnv => (test === undefined ? {} : { TVE_REPLAY_TEST: test })

/** Says how the run went. @returns the exit code */
function report({ player }: Replay, run: RunFile, code: number): number {
  const [other] = player.otherAnswers
  const first = player.firstDivergence
  const was = run.exit_code === undefined ? '' : ` It was ${run.exit_code} in the run.`
  if (other !== undefined && (first === undefined || other.number <= first.number))
    printError(`The emulator does not answer as it did (${run.emulator} recorded the run): ${other.text}.`)
  if (first !== undefined) {
    printError(`First divergence: ${first.text}.\nThe command ended with exit code ${code}.${was}`)
    return divergedCode
  }
  if (!player.isAsked) {
    printError(
      `The command asked for nothing${run.test === undefined ? '' : `, so the test "${run.test}" did not run`}. Its exit code is ${code}.`,
    )
    return divergedCode
  }
  const { rest } = player
  const [next] = rest
  if (next !== undefined)
    printError(
      `The run goes on: ${rest.length} more ${rest.length === 1 ? 'request was' : 'requests were'} recorded, from request ${next.number}, ${describeRequest(next)}.`,
    )
  printError(`Everything that the command asked for was answered as recorded. Its exit code is ${code}.${was}`)
  return other === undefined ? code : divergedCode
}

async function readRun(file: string): Promise<RunFile> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(explainFileError(file, 'read', error), 2)
  }
  try {
    return await parseRunFile(text, file)
  } catch (error) {
    if (error instanceof VerifyEmulatorError) throw new CommandError(error.message, 2)
    throw error
  }
}

function requireStepsOf(run: RunFile, file: string): void {
  try {
    requireSteps(run, file)
  } catch (error) {
    throw new CommandError((error as Error).message, 2)
  }
}

/** @throws {CommandError} 2 if the steps of the sandbox, or all steps, are lost */
function requireSandbox({ forgotten = [], steps = [] }: RunFile, sandbox: string, file: string): void {
  if (forgotten.length === 0) return
  const names = forgotten.map((name) => JSON.stringify(name)).join(', ')
  const why = `there were more than the emulator keeps`
  const help = 'Reset the sandbox before each test, give each test a sandbox of its own, or record fewer tests.'
  if (forgotten.includes(sandbox) || steps.length === 0)
    throw new CommandError(`${file} cannot be replayed: it has lost the steps of sandbox ${names}; ${why}. ${help}`, 2)
  printError(`The run has lost the steps of sandbox ${names}; ${why}. Only the other sandboxes are replayed. ${help}`)
}

/** @throws {CommandError} 2 if the run has no request of that number */
function requireRequest(run: RunFile, at: number | undefined, file: string): void {
  const most = listRequests(run.steps ?? []).at(-1)?.number ?? 0
  if (at === undefined || at <= most) return
  throw new CommandError(`${file} has ${countOf(most, 'request')}, so --at ${at} is beyond its end.`, 2)
}

function warnOfLeftOut({ left_out }: RunFile): void {
  if (left_out.length === 0) return
  printError(
    `The run has left out what is secret: ${left_out.join(', ')}. If it matters, set it here as it was there, by flag, variable or config file.`,
  )
}

/** The sandbox that the application used: that of the run, or the only one with requests to the emulated API. */
function findSandbox({ sandbox, steps = [] }: RunFile): string {
  if (sandbox !== undefined) return sandbox
  const used = new Set(
    steps.flatMap((step) => (step.kind === 'request' && step.path.startsWith('/v2') ? [step.sandbox] : [])),
  )
  const [only = 'default'] = used
  return used.size === 1 ? only : 'default'
}

/** Restores the state of a run that was not recorded. */
async function restoreState({ emulator, player }: Replay, { sandbox = 'default', after }: RunFile): Promise<void> {
  player.stop()
  if (after !== undefined) await emulator.sandbox(sandbox).snapshot.restore(after as never)
}

function formatState(run: RunFile, at: number | undefined, url: string): string {
  const origin = url.replace(/\/v2$/, '')
  const where = at === undefined ? 'at the end of the run' : at === 0 ? 'before the run' : `after request ${at}`
  const found = listRequests(run.steps ?? []).find(({ number }) => number === at)
  const about = found === undefined ? '' : `, ${describeRequest(found)}`
  const again = run.test_command === undefined ? '' : `\nThe test that failed: ${run.test_command}`
  return `The state ${where}${about}. Its clock stands still. Ctrl-C to stop.\n  ${url}\n  ${origin}/${again}`
}
