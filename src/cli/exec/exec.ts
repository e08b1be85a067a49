import type { Config } from '../../config/config.js'
import { toEmulator } from '../../emulator/to-emulator.js'
import type { Attempt } from '../../proxy/entry.js'
import { checkRequiredOutcomes, findUnreachedOutcomes, formatUnreachedOutcomes } from '../commands/coverage.js'
import { launch, listen } from '../start/launch.js'
import { printError } from '../terminal/print.js'
import { toEnvironment } from './environment.js'
import { createExecFolder } from './exec-folder.js'
import { formatAttempts, openNetwork } from './network.js'
import { recordRun, requireWritable } from './record-run.js'
import { run } from './run.js'

export interface Execution {
  readonly command: string
  readonly args: readonly string[]
  readonly config: Config
  readonly sandbox: string
  /** Outcomes that must be reached, by their names in coverage. */
  readonly required: readonly string[]
  readonly asJson: boolean
  /** Lets requests to the real service reach the emulator. */
  readonly isIntercepting: boolean
  /** Refuses connections to every other host. */
  readonly isOffline: boolean
  /** File to write the run to. */
  readonly recordRun?: string | undefined
  /** Environment of the command; the emulator's variables are added to it. */
  readonly env: NodeJS.ProcessEnv
  /** Called with what the command prints. */
  readonly onOutput?: ((text: string) => void) | undefined
  /** Called with the number of requests that reached the emulator, and those that the command started. */
  readonly onRequests?: ((count: number) => void) | undefined
}

/** Said when a command sent nothing, which is seldom what its user wanted. */
const noRequests =
  'No request reached an emulator. Let the application use TELNYX_BASE_URL and TELNYX_API_KEY, or the tests the fixtures of this package.'

/** How long a command and its remaining processes may take to end after a signal. Milliseconds. */
const graceMs = 5000

/**
 * Starts an emulator, runs a command against it and prints coverage to stderr. stdout belongs to the command alone.
 *
 * @returns the command's exit code, or 1 instead of 0 if a required outcome was never reached, a connection was refused, or
 * the run could not be written
 * @throws {CommandError}
 */
export async function exec(execution: Execution): Promise<number> {
  const { config, sandbox, required, asJson, isIntercepting, isOffline } = execution
  const isRecording = execution.recordRun !== undefined
  if (execution.recordRun !== undefined) requireWritable(execution.recordRun)
  const emulator = toEmulator(
    await launch({ ...config, recordRuns: config.recordRuns || isRecording }, { onWarning: printError }),
  )
  const folder = createExecFolder(config)
  try {
    checkRequiredOutcomes(await emulator.server.coverage.get(), required)
    const { certificate } = await listen(emulator, config)
    const client = emulator.sandbox(sandbox)
    const base = toEnvironment(client, execution)
    const network = await openNetwork({ emulator, config, certificate, isIntercepting, isOffline, env: base })
    const { command, args, onOutput } = execution
    let attempts: readonly Attempt[]
    let code: number
    try {
      code = await run({ command, args, graceMs, onOutput, env: { ...base, ...folder.env, ...network.env } })
    } finally {
      attempts = await network.close()
    }
    const { recordRun: file } = execution
    const isLost = file !== undefined && !(await recordRun(emulator, file, { code, command, args, isIntercepting }))
    for (const count of folder.readCounts()) emulator.addCount(...count)
    const coverage = await client.server.coverage.get()
    execution.onRequests?.(coverage.requests)
    const unreached = findUnreachedOutcomes(coverage, required)
    if (asJson) printError(JSON.stringify({ code, coverage, unreached, ...(isOffline && { refused: attempts }) }))
    else {
      const text = (await client.server.coverage.text()).trimEnd()
      const silent = coverage.requests === 0 ? [noRequests] : []
      const offline = isOffline ? [formatAttempts(attempts)] : []
      printError([`\n${text}`, ...silent, ...formatUnreachedOutcomes(unreached), ...offline].join('\n'))
    }
    return code === 0 && (isLost || unreached.length + attempts.length > 0) ? 1 : code
  } finally {
    folder.remove()
    await emulator.close()
  }
}
