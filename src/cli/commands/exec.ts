import { type Command, Option } from 'commander'
import { readConfig } from '../../config/config.js'
import { addCommand } from '../command.js'
import { sandboxOption } from '../flags/connection.js'
import { configOption, jsonOption, outcomesOption, settingOptions } from '../flags/options.js'
import { refuseProduction } from '../start/production.js'

interface ExecFlags {
  readonly port?: string
  readonly host?: string
  readonly sandbox?: string
  readonly requireOutcomes?: string[]
  readonly json?: boolean
}

const portOption = () => new Option('-p, --port <number>', 'port to listen on (default: any free one)')

/** `exec`: a command with an emulator of its own. */
export function addExecCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'exec',
    about:
      'run a command with an emulator of its own on a free port, and say what it has exercised; the exit code is the command’s',
    examples: ['exec -- npm test', 'exec --seed 1 --require-outcomes accepted,rejected,expired -- pytest -q'],
    options: [
      portOption(),
      ...settingOptions((key) => !['port', 'quiet', 'logFormat'].includes(key)),
      configOption(),
      sandboxOption(),
      outcomesOption(),
      jsonOption(),
    ],
  })
  command
    .argument('<command...>', 'the command and its arguments, behind --')
    .passThroughOptions()
    .action(async ([name = '', ...args]: string[], flags: ExecFlags) => {
      const { env } = process
      const config = await readConfig({ flags: { ...flags }, env, folder: process.cwd() })
      refuseProduction(config, env)
      const { exec } = await import('../exec/exec.js')
      process.exitCode = await exec({
        command: name,
        args,
        // What is configured for `start` is nobody else's port.
        config: {
          ...config,
          port: flags.port === undefined ? 0 : config.port,
          host: flags.host === undefined ? '127.0.0.1' : config.host,
        },
        sandbox: flags.sandbox ?? (env.TVE_SANDBOX || 'default'),
        required: flags.requireOutcomes ?? [],
        asJson: flags.json ?? false,
        env,
      })
    })
}
