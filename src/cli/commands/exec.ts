import { Argument, type Command, Option } from 'commander'
import { defaultSandbox } from '../../client/defaults.js'
import { readConfig } from '../../config/config.js'
import { settingsTable } from '../../config/settings-table.js'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { requireCommand } from '../exec/unrunnable.js'
import { readSandbox, sandboxOption } from '../flags/connection.js'
import { configOption, freePortOption, jsonOption, outcomesOption, settingOptions } from '../flags/options.js'
import { refuseProduction } from '../start/launch.js'

interface ExecFlags {
  readonly port?: string
  readonly host?: string
  readonly sandbox?: string
  readonly dialect?: string
  readonly requireOutcomes?: string[]
  readonly json?: boolean
  readonly bothDialects?: boolean
  readonly intercept?: boolean
  readonly offline?: boolean
  readonly recordRun?: string
}

const execOptions = () => [
  new Option('--both-dialects', 'run in each dialect and list tests that differ'),
  new Option('--intercept', 'let requests to https://api.telnyx.com reach the emulator'),
  new Option('--offline', 'refuse connections to other hosts and list them'),
  new Option('--record-run <file>', 'record the run for `tve replay`'),
  outcomesOption(),
  jsonOption('print coverage as JSON to stderr'),
  sandboxOption('sandbox for the command'),
  freePortOption(),
  configOption(),
  // Listed by `start --help`.
  ...settingOptions((key) => !['port', 'quiet', 'logFormat'].includes(key)).map((option) => option.hideHelp()),
]

/** `exec`: runs a command against an emulator of its own. */
export function addExecCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'exec',
    about: 'start an emulator and run a command against it',
    note: 'Accepts all options of `start` except --quiet and --log-format; to list them, run: tve start --help\nPrints outcome coverage to stderr and exits with the exit code of the command, or 1 if --offline refused a connection.',
    examples: [
      'exec -- npm test',
      'exec --intercept --offline -- go test ./...',
      'exec --both-dialects -- npx vitest run --reporter=verbose',
      'exec --seed 1 --require-outcomes accepted,rejected,expired -- pytest -q',
    ],
    args: [new Argument('<command...>', 'command and its arguments, after --')],
    options: execOptions(),
  })
  command.passThroughOptions().action(async ([name = '', ...args]: string[], flags: ExecFlags) => {
    const { env } = process
    const config = await readConfig({ flags: { ...flags }, env, folder: process.cwd() })
    refuseProduction(config, env)
    const sandbox = readSandbox(flags, env) ?? defaultSandbox
    requireCommand(name)
    if (flags.bothDialects && flags.dialect !== undefined)
      throw new CommandError('--both-dialects and --dialect cannot be combined. Remove one of them.', 2)
    if (flags.offline && config.passthrough)
      throw new CommandError(
        '--offline and --passthrough cannot be combined: passthrough sends requests to the real API.',
        2,
      )
    if (flags.recordRun !== undefined && (flags.bothDialects || config.passthrough))
      throw new CommandError(
        `--record-run and --${flags.bothDialects ? 'both-dialects' : 'passthrough'} cannot be combined: ${flags.bothDialects ? 'a run is of one emulator. Set one with --dialect' : 'the answers of the real API cannot be repeated'}.`,
        2,
      )
    const { exec } = await import('../exec/exec.js')
    const { execInBothDialects } = await import('../exec/both-dialects.js')
    process.exitCode = await (flags.bothDialects ? execInBothDialects : exec)({
      command: name,
      args,
      // The configured port and host are those of `start`; use them only if given as flags.
      config: {
        ...config,
        port: flags.port === undefined ? 0 : config.port,
        host: flags.host === undefined ? settingsTable.Server.host.default : config.host,
      },
      sandbox,
      required: flags.requireOutcomes ?? [],
      asJson: flags.json ?? false,
      isIntercepting: flags.intercept ?? false,
      isOffline: flags.offline ?? false,
      recordRun: flags.recordRun,
      env,
    })
  })
}
