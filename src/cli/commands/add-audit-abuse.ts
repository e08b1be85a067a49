import { type Command, Option } from 'commander'
import { readConfig } from '../../config/config.js'
import { addCommand } from '../command.js'
import { connectionOptions, connectTo } from '../flags/connection.js'
import { adaptedOptions, appendText, createIntegerReader, createNumberReader, inGroup } from '../flags/options.js'
import { createReportOptions } from '../flags/report.js'
import { refuseProduction } from '../start/launch.js'
import { createColorize } from '../terminal/colors.js'
import { print, printError } from '../terminal/print.js'
import type { AuditAbuseFlags } from './audit-abuse.js'

const abuseOptions = () => [
  ...inGroup('Rehearsal', [
    new Option('--hours <number>', 'hours to rehearse, at most 24 (default: 24)').argParser(createIntegerReader(1, 24)),
    new Option('--max-usd-per-hour <usd>', 'maximum cost of an hour of abuse').argParser(createNumberReader(0, 1e9)),
    new Option('--daily-spend-limit <usd>', 'daily spend limit of the profile to rehearse with').argParser(
      createNumberReader(0, 1e9),
    ),
    new Option('--skip <check=reason>', 'check to leave out; repeatable').argParser(appendText),
    new Option('--no-move-clock', 'leave the clock of a Node application alone'),
    ...adaptedOptions({
      prices: 'prices in US dollars, like {"sms": 0.004}',
      seed: 'seed of the order of requests and of codes (default: 1)',
    }),
  ]),
  new Option('--allow-host', 'allow another host, with fewer and slower requests'),
  ...createReportOptions('also list the checks that passed'),
  ...connectionOptions(),
]

/** `audit abuse`: rehearses SMS pumping. */
export function addAbuseCommand(audit: Command): void {
  const command = addCommand(audit, {
    usage: 'abuse <file> [command...]',
    about: 'rehearse SMS pumping against your login and show the bill',
    note: 'With a command, starts an emulator and the application, and ends both.\nExits with 1 on a finding and with 2 if the audit could not run.',
    examples: [
      'audit abuse login.yaml -- node app.js',
      'audit abuse login.yaml --max-usd-per-hour 1 --report markdown=abuse.md -- node app.js',
    ],
    options: abuseOptions(),
  })
  command.action(
    async (file: string, program: string[], flags: AuditAbuseFlags & { prices?: string; seed?: string }) => {
      const { env } = process
      refuseProduction({ allowProduction: false }, env)
      const config = await readConfig({ flags: { ...flags }, env, folder: process.cwd() })
      const { runAuditAbuse } = await import('./audit-abuse.js')
      process.exitCode = await runAuditAbuse(file, program, flags, {
        ...{ out: print, env, config },
        err: printError,
        colorize: createColorize(process.stdout, env),
        flagNames: (['prices', 'seed'] as const).filter((name) => flags[name] !== undefined),
        connect: () => connectTo(flags, { env, folder: process.cwd() }),
      })
    },
  )
}
