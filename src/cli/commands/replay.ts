import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { readConfig } from '../../config/config.js'
import { settingsTable } from '../../config/settings-table.js'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { readSandbox } from '../flags/connection.js'
import { configOption, freePortOption, settingOptions } from '../flags/options.js'
import { refuseProduction } from '../start/launch.js'

interface ReplayFlags {
  readonly at?: number
  readonly step?: boolean
  readonly port?: string
  readonly host?: string
  readonly sandbox?: string
}

/** Settings that a run may have left out, and where the emulator listens besides its port. */
const ownSettings: readonly string[] = [
  'host',
  'https',
  'httpsNames',
  'httpsCert',
  'httpsKey',
  'webhookUrl',
  'webhookHeader',
  'webhookHosts',
  'webhookPrivateKey',
]

/** `replay`: repeats a recorded run. */
export function addReplayCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'replay',
    about: 'repeat a recorded run, with a command or by hand',
    note: 'Exits with the exit code of the command, or with 3 if it asked for something else than was recorded.\nWithout a command it serves the state at the end of the run, or at the request of --at, until Ctrl-C.',
    examples: ["replay run.json -- npm test -- -t 'a code expires'", 'replay run.json --at 7'],
    args: [
      new Argument('<file>', 'run that `exec --record-run` or a test plug-in wrote'),
      new Argument('[command...]', 'command and its arguments, after --'),
    ],
    options: [
      new Option('--at <number>', 'state after this request; a command starts from there').argParser(readRequestNumber),
      new Option('--step', 'go through the requests one by one'),
      new Option('--sandbox <name>', 'sandbox for the command (default: that of the run)'),
      configOption(),
      freePortOption().helpGroup('Server:'),
      ...settingOptions((key) => ownSettings.includes(key)),
    ],
  })
  command.action(async (file: string, line: string[], flags: ReplayFlags) => {
    const { env } = process
    const config = await readConfig({ flags: { ...flags }, env, folder: process.cwd() })
    refuseProduction(config, env)
    if (flags.step && line.length > 0)
      throw new CommandError('--step goes through the run by hand. Remove it, or the command.', 2)
    const { replay } = await import('../replay/replay.js')
    process.exitCode = await replay({
      file,
      line,
      at: flags.at,
      isStepping: flags.step ?? false,
      sandbox: readSandbox(flags, {}), // the one of the run is meant, whatever is set for other commands
      // The configured port and host are those of `start`; use them only if given as flags.
      config: {
        ...config,
        port: flags.port === undefined ? 0 : config.port,
        host: flags.host === undefined ? settingsTable.Server.host.default : config.host,
      },
      env,
    })
  })
}

function readRequestNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be the number of a request, like 7, or 0 for the state before the run.')
}
