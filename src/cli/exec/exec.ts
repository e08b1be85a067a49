import type { Config } from '../../config/config.js'
import { checkRequiredOutcomes, findUnreachedOutcomes, formatUnreachedOutcomes } from '../commands/coverage.js'
import { launch, listen } from '../start/launch.js'
import { printError } from '../terminal/print.js'
import { exceptLoopback } from './proxy-exceptions.js'
import { run } from './run.js'

export interface Execution {
  readonly command: string
  readonly args: readonly string[]
  readonly config: Config
  readonly sandbox: string
  /** Outcomes that must be reached, by their names in coverage. */
  readonly required: readonly string[]
  readonly asJson: boolean
  /** Environment of the command; the emulator's variables are added to it. */
  readonly env: NodeJS.ProcessEnv
  /** Called with what the command prints. */
  readonly onOutput?: ((text: string) => void) | undefined
}

/** How long a command and its remaining processes may take to end after a signal. Milliseconds. */
const graceMs = 5000

/**
 * Starts an emulator, runs a command against it and prints coverage to stderr. stdout belongs to the command alone.
 *
 * @returns the command's exit code, or 1 instead of 0 if a required outcome was never reached
 * @throws {CommandError}
 */
export async function exec({
  command,
  args,
  config,
  sandbox,
  required,
  asJson,
  env,
  onOutput,
}: Execution): Promise<number> {
  const emulator = await launch(config, { onWarning: printError })
  try {
    checkRequiredOutcomes(await emulator.server.coverage.get(), required)
    await listen(emulator, config)
    const client = emulator.sandbox(sandbox)
    const code = await run({
      command,
      args,
      graceMs,
      onOutput,
      // TVE_ variables are for emulator commands that the command runs.
      env: {
        ...env,
        ...client.env,
        ...exceptLoopback(env, [new URL(client.url).hostname]),
        TVE_URL: new URL(client.url).origin,
        TVE_SANDBOX: sandbox,
        ...(config.controlToken && { TVE_CONTROL_TOKEN: config.controlToken }),
      },
    })
    const coverage = await client.server.coverage.get()
    const unreached = findUnreachedOutcomes(coverage, required)
    if (asJson) printError(JSON.stringify({ code, coverage, unreached }))
    else {
      const text = (await client.server.coverage.text()).trimEnd()
      printError([`\n${text}`, ...formatUnreachedOutcomes(unreached)].join('\n'))
    }
    return code === 0 && unreached.length > 0 ? 1 : code
  } finally {
    await emulator.close()
  }
}
