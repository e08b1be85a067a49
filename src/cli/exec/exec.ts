import type { Config } from '../../config/config.js'
import { checkNames, describeUnreached, findUnreached } from '../commands/requirement.js'
import { launch, listen } from '../start/launch.js'
import { run } from './run.js'

export interface Execution {
  readonly command: string
  readonly args: readonly string[]
  readonly config: Config
  readonly sandbox: string
  /** Names of coverage that must be reached. */
  readonly required: readonly string[]
  readonly asJson: boolean
  /** What the command gets beside what the emulator adds. */
  readonly env: NodeJS.ProcessEnv
}

/** How long a command that was told to end may take, and what it has left. Milliseconds. */
const graceMs = 5000

/**
 * Runs a command with an emulator of its own, and says on stderr what it has exercised. stdout is the command's alone.
 *
 * @returns the command's exit code, or 1 instead of 0 when something required was never reached
 * @throws {CommandError}
 */
export async function exec({ command, args, config, sandbox, required, asJson, env }: Execution): Promise<number> {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const emulator = await launch({ ...config, onWarning: say })
  try {
    checkNames(await emulator.server.coverage.get(), required)
    await listen(emulator, config)
    const client = emulator.sandbox(sandbox)
    const code = await run({
      command,
      args,
      graceMs,
      // TVE_ are for verbs that the command runs.
      env: {
        ...env,
        ...client.env,
        TVE_URL: new URL(client.url).origin,
        TVE_SANDBOX: sandbox,
        ...(config.controlToken && { TVE_CONTROL_TOKEN: config.controlToken }),
      },
    })
    const coverage = await client.server.coverage.get()
    const unreached = findUnreached(coverage, required)
    if (asJson) say(JSON.stringify({ code, coverage, unreached }))
    else
      say(
        [
          `\n${(await client.server.coverage.text()).trimEnd()}`,
          ...(unreached.length > 0 ? [describeUnreached(unreached)] : []),
        ].join('\n'),
      )
    return code === 0 && unreached.length > 0 ? 1 : code
  } finally {
    await emulator.close()
  }
}
