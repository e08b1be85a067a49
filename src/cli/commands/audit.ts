import { type Command, Option } from 'commander'
import { readConfig } from '../../config/config.js'
import { maxTimerMs } from '../../wire/duration.js'
import { addCommand } from '../command.js'
import { adaptedOptions, createTimeoutReader, jsonOption } from '../flags/options.js'
import type { AuditReceiverFlags } from './audit-receiver.js'

/** `audit`: tests the user's side. */
export function addAuditCommands(program: Command): void {
  const audit = addCommand(program, {
    usage: 'audit',
    about: 'test how your application handles Telnyx Verify',
    examples: ['audit receiver http://localhost:3000/webhooks'],
  })
  addReceiverCommand(audit)
}

const receiverOptions = () => [
  new Option('--public-key', 'print the public key that the receiver needs, and exit'),
  ...adaptedOptions({
    seed: "seed of the emulator's key pair, which signs events",
    webhookPrivateKey: 'Ed25519 private key that signs events, base64 or PEM',
  }),
  new Option('--timeout <duration>', 'time to answer: 2s, 500ms, or milliseconds (default: 2s)').argParser(
    createTimeoutReader(1, maxTimerMs),
  ),
  new Option('--expect <file>', 'JSON file of expected statuses by case name'),
  new Option(
    '--standard-webhooks-secret <secret>',
    'secret of the Standard Webhooks headers (default: the public key)',
  ),
  jsonOption('print the report as JSON'),
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
    process.exitCode = await runAuditReceiver(url, { ...flags, ...keys })
  })
}
