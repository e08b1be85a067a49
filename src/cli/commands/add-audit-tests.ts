import { Argument, type Command, Option } from 'commander'
import { defaultSandbox } from '../../client/defaults.js'
import { readConfig } from '../../config/config.js'
import { settingsTable } from '../../config/settings-table.js'
import { maxTimerMs } from '../../wire/duration.js'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { sandboxOption } from '../flags/connection.js'
import {
  configOption,
  createIntegerReader,
  createTimeoutReader,
  inGroup,
  readNames,
  settingOptions,
} from '../flags/options.js'
import { createReportOptions } from '../flags/report.js'
import { refuseProduction } from '../start/launch.js'
import { createColorize } from '../terminal/colors.js'
import { print, printError } from '../terminal/print.js'
import type { AuditTestsFlags } from './audit-tests.js'

interface Flags extends AuditTestsFlags {
  readonly list?: boolean
  readonly sandbox?: string
  readonly host?: string
}

const mostJobs = 64

const testsOptions = () => [
  new Option('--jobs <number>', 'runs at the same time, each with its own emulator (default: 1)').argParser(
    createIntegerReader(1, mostJobs),
  ),
  new Option('--only <mutants>', 'comma-separated mutants to run').argParser(readNames),
  new Option('--skip <mutants>', 'comma-separated mutants to leave out').argParser(readNames),
  new Option('--list', 'list all mutants, and exit'),
  new Option('--confirm', 'run the unchanged tests twice first, to find unreliable ones'),
  new Option('--timeout <duration>', 'time limit of a run (default: from the clean run)').argParser(
    createTimeoutReader(1, maxTimerMs),
  ),
  new Option('--state <file>', 'file that lets an interrupted audit continue'),
  ...inGroup('Passing', [
    new Option('--min-score <percent>', 'pass with survivors if the score is this high').argParser(
      createIntegerReader(0, 100),
    ),
    new Option('--baseline <file>', 'pass with the survivors listed in this file'),
    new Option('--update-baseline', 'write the baseline instead of comparing with it'),
  ]),
  sandboxOption('sandbox for the command'),
  configOption(),
  // Listed by `start --help`.
  ...settingOptions((key) => !['port', 'host', 'quiet', 'logFormat', 'data', 'passthrough'].includes(key)).map(
    (option) => option.hideHelp(),
  ),
  ...createReportOptions('also list killed mutants'),
]

/** `audit tests`: which tests still pass when the service lies? */
export function addTestsCommand(audit: Command): void {
  const command = addCommand(audit, {
    usage: 'tests',
    about: 'find out which tests still pass when the service lies',
    note: 'Runs the command once as it is, and once for each lie that it reaches. Accepts the settings of `start`.\nExits with 1 if tests miss a lie and with 2 if the audit could not run.',
    examples: [
      'audit tests -- npm test',
      'audit tests --jobs 4 --min-score 80 -- npx vitest run',
      'audit tests --list',
    ],
    args: [new Argument('[command...]', 'command and its arguments, after --')],
    options: testsOptions(),
  })
  command.passThroughOptions().action(async (words: string[], flags: Flags) => {
    const { formatMutants, runAuditTests } = await import('./audit-tests.js')
    if (flags.list) return print(formatMutants(flags.json ?? flags.format === 'json'))
    const { env } = process
    const config = await readConfig({ flags: { ...flags }, env, folder: process.cwd() })
    refuseProduction(config, env)
    const { createSuiteRunner } = await import('../exec/run-suite.js')
    const signal = untilInterrupted()
    // Every run forwards the signals that we get.
    process.setMaxListeners(mostJobs + 10)
    const [name = '', ...args] = words
    const runSuite = createSuiteRunner({
      command: name,
      args,
      // The configured port and host are those of `start`, and each run starts from nothing.
      config: { ...withoutData(config), port: 0, host: settingsTable.Server.host.default },
      sandbox: flags.sandbox ?? (env.TVE_SANDBOX || defaultSandbox),
      env,
      signal,
    })
    process.exitCode = await runAuditTests(words, flags, {
      out: print,
      err: printError,
      colorize: createColorize(process.stdout, env),
      runSuite,
      signal,
      isExplained: (error) => error instanceof CommandError,
    })
  })
}

function withoutData<Config extends { readonly data?: string }>({ data: _, ...config }: Config): Omit<Config, 'data'> {
  return config
}

/** Aborts at the first signal. */
function untilInterrupted(): AbortSignal {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())
  return interruption.signal
}
