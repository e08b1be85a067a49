import { type Command, Option } from 'commander'
import { readConfig } from '../../config/config.js'
import { maxTimerMs } from '../../wire/duration.js'
import { addCommand } from '../command.js'
import { connectionOptions, connectTo } from '../flags/connection.js'
import {
  adaptedOptions,
  createIntegerReader,
  createNumberReader,
  createTimeoutReader,
  inGroup,
} from '../flags/options.js'
import { createReportOptions } from '../flags/report.js'
import { refuseProduction } from '../start/launch.js'
import { createColorize } from '../terminal/colors.js'
import { print, printError } from '../terminal/print.js'
import type { LoadLoginFlags } from './load-login.js'

/** `load`: many users at once. */
export function addLoadCommands(program: Command): void {
  const load = addCommand(program, {
    usage: 'load',
    about: 'measure how your application bears many users',
    examples: ['load login login.yaml --users 1000 --ramp 10s -- node app.js'],
  })
  addLoginCommand(load)
}

const readTime = createTimeoutReader(0, maxTimerMs)
const readShare = createNumberReader(0, 1)

const loginOptions = () => [
  ...inGroup('Load', [
    new Option('--users <number>', 'virtual users (default: 100)').argParser(createIntegerReader(1, 100_000)),
    new Option('--ramp <duration>', 'time over which they arrive (default: 10s)').argParser(readTime),
    new Option('--think <duration>', 'median time to read and type a code (default: 4s)').argParser(readTime),
    new Option('--mistype <share>', 'share who type a wrong code first (default: 0.05)').argParser(readShare),
    new Option('--resend <share>', 'share who ask for another code (default: 0.02 if possible)').argParser(readShare),
    new Option('--max-p95 <duration>', '95th percentile that each step may have').argParser(
      createTimeoutReader(1, maxTimerMs),
    ),
    new Option('--max-failed <share>', 'share of users who may fail (default: 0)').argParser(readShare),
    ...adaptedOptions({
      latencyProfile: 'latency of the service',
      seed: 'seed of arrivals, people and codes (default: 1)',
    }),
  ]),
  new Option('--allow-host', 'allow an application on another host'),
  ...createReportOptions('also list what passed'),
  ...connectionOptions(),
]

function addLoginCommand(load: Command): void {
  const command = addCommand(load, {
    usage: 'login <file> [command...]',
    about: 'let virtual users log in and measure their waiting',
    note: 'Exits with 1 if users fail or a limit is missed, and with 2 if it could not run.',
    examples: ['load login login.yaml --users 1000 --max-p95 1s --report html=load.html -- node app.js'],
    options: loginOptions(),
  })
  type Flags = LoadLoginFlags & { readonly latencyProfile?: string; readonly seed?: string }
  command.action(async (file: string, program: string[], flags: Flags) => {
    const { env } = process
    refuseProduction({ allowProduction: false }, env)
    const config = await readConfig({ flags: { ...flags }, env, folder: process.cwd() })
    const { runLoadLogin } = await import('./load-login.js')
    process.exitCode = await runLoadLogin(file, program, flags, {
      ...{ out: print, env, config },
      err: printError,
      colorize: createColorize(process.stdout, env),
      flagNames: flags.latencyProfile === undefined ? [] : ['latency-profile'],
      connect: () => connectTo(flags, { env, folder: process.cwd() }),
    })
  })
}
