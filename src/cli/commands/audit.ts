import { type Command, Option } from 'commander'
import { readConfig } from '../../config/config.js'
import { maxTimerMs } from '../../wire/duration.js'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { connectionOptions, connectTo } from '../flags/connection.js'
import { adaptedOptions, appendText, createTimeoutReader, inGroup, readNames } from '../flags/options.js'
import { createReportOptions } from '../flags/report.js'
import { refuseProduction } from '../start/launch.js'
import { createColorize } from '../terminal/colors.js'
import { print, printError } from '../terminal/print.js'
import { addAbuseCommand } from './add-audit-abuse.js'
import { addTestsCommand } from './add-audit-tests.js'
import type { AuditLoginFlags } from './audit-login.js'
import type { AuditReceiverFlags } from './audit-receiver.js'

/** `audit`: tests the user's side. */
export function addAuditCommands(program: Command): void {
  const audit = addCommand(program, {
    usage: 'audit',
    about: 'test how your application handles Telnyx Verify',
    examples: [
      'audit login login.yaml -- node app.js',
      'audit receiver http://localhost:3000/webhooks',
      'audit tests -- npm test',
    ],
  })
  addLoginCommand(audit)
  addReceiverCommand(audit)
  addTestsCommand(audit)
  addAbuseCommand(audit)
}

const loginOptions = () => [
  ...inGroup('Checks', [
    new Option('--level <level>', 'highest level of checks (default: l3, all)').choices(['l1', 'l2', 'l3']),
    new Option('--only <checks>', 'comma-separated checks to run').argParser(readNames),
    new Option('--skip <check=reason>', 'check to leave out; repeatable').argParser(appendText),
    new Option('--baseline <file>', 'JSON file of known findings, which may remain'),
    new Option('--update-baseline', 'write all findings of this run to the baseline'),
    new Option('--explain [check]', 'explain a check, or list all checks, and exit'),
  ]),
  new Option('--init [base]', 'look at the application, write the flow file, and exit'),
  new Option('--allow-host', 'allow another host, with fewer and slower requests'),
  ...createReportOptions('also list the checks that passed'),
  ...connectionOptions(),
]

function addLoginCommand(audit: Command): void {
  const command = addCommand(audit, {
    usage: 'login [file] [command...]',
    about: "test your application's login with one-time codes",
    note: 'With a command, starts an emulator and the application, and ends both.\nExits with 1 on a finding and with 2 if the audit could not run.',
    examples: ['audit login login.yaml -- node app.js', 'audit login login.yaml --init http://127.0.0.1:3000'],
    options: loginOptions(),
  })
  type Flags = AuditLoginFlags & { readonly explain?: string | true; readonly init?: string | true }
  command.action(async (file: string | undefined, program: string[], flags: Flags) => {
    const { env } = process
    // One chunk for everything that start-up does not need: the checks, the emulator, YAML.
    const login = await import('./audit-login.js')
    if (flags.explain !== undefined) {
      process.exitCode = await login.explainCheck(flags.explain === true ? undefined : flags.explain, {
        out: print,
        err: printError,
      })
      return
    }
    if (flags.init !== undefined) {
      process.exitCode = await login.initFlowFile(file ?? 'login.yaml', flags.init === true ? undefined : flags.init, {
        out: print,
        err: printError,
      })
      return
    }
    if (file === undefined)
      throw new CommandError(
        'The flow file is missing. Create it with: tve audit login login.yaml --init http://127.0.0.1:3000',
        2,
      )
    refuseProduction({ allowProduction: false }, env)
    process.exitCode = await login.runAuditLogin(file, program, flags, {
      out: print,
      err: printError,
      colorize: createColorize(process.stdout, env),
      env,
      connect: () => connectTo(flags, { env, folder: process.cwd() }),
    })
  })
}

const receiverOptions = () => [
  new Option('--public-key', 'print the public key that the receiver needs, and exit'),
  ...adaptedOptions({
    seed: "seed of the emulator's key pair, which signs events",
    webhookPrivateKey: 'Ed25519 private key that signs events, base64 or PEM',
    completionEvent: 'event sent when a verification ends, or off (contested)',
    webhookHeader: "additional header of every event, like 'X-Forwarded-For: 192.76.120.200'",
  }),
  new Option('--timeout <duration>', 'time to answer: 2s, 500ms, or milliseconds (default: 2s)').argParser(
    createTimeoutReader(1, maxTimerMs),
  ),
  new Option('--expect <file>', 'JSON file of expected statuses by case name'),
  new Option(
    '--standard-webhooks-secret <secret>',
    'secret of the Standard Webhooks headers (default: the public key)',
  ),
  ...createReportOptions(),
  new Option('--junit', 'print the report as JUnit XML'),
]

function addReceiverCommand(audit: Command): void {
  const command = addCommand(audit, {
    usage: 'receiver [url]',
    about: 'test a webhook receiver with genuine and forged events',
    note: 'Exits with 1 on a finding and with 2 if the audit could not run.',
    examples: ['audit receiver http://localhost:3000/webhooks', 'audit receiver --public-key'],
    options: receiverOptions(),
  })
  command.action(async (url: string | undefined, flags: AuditReceiverFlags & { webhookPrivateKey?: string }) => {
    // The key pair is the emulator's, wherever it is configured.
    const config = await readConfig({ flags: { ...flags }, env: process.env, folder: process.cwd() })
    const { runAuditReceiver } = await import('./audit-receiver.js') // loads TLS, which start-up does not need
    const keys = {
      ...(config.seed !== undefined && { seed: config.seed }),
      ...(config.webhookPrivateKey !== undefined && { privateKey: config.webhookPrivateKey }),
    }
    const { completionEvent, webhookHeader: headers } = config
    process.exitCode = await runAuditReceiver(url, { ...flags, ...keys, completionEvent, headers })
  })
}
