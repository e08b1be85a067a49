import { readFileSync } from 'node:fs'
import { CannotCheck } from '../../audit/receiver/cannot-check.js'
import { checkReceiver, receiverPublicKey } from '../../audit/receiver/check-receiver.js'
import { formatJunit } from '../../audit/receiver/format-junit.js'
import { formatTable } from '../../audit/receiver/format-table.js'
import type { Expectation, KeyOptions, ReceiverOptions } from '../../audit/receiver/options.js'
import type { ReceiverReport } from '../../audit/receiver/report.js'
import { realTimers, type Timers } from '../../audit/receiver/timers.js'
import { KeyError } from '../../webhook/key-error.js'

/** The flags of `webhook check`, as the command line has them. */
export interface WebhookCheckOptions extends KeyOptions {
  /** Print the public key that the receiver needs, and check nothing. */
  readonly publicKey?: boolean
  /** Milliseconds. */
  readonly timeout?: string | number
  /** A file of expectations. */
  readonly expect?: string
  readonly standardWebhooksSecret?: string
  readonly json?: boolean
  readonly junit?: boolean
}

/** What the command has around it. */
export interface Surroundings {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly timers: Timers
}

const terminal: Surroundings = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  timers: realTimers,
}

/** Checks the receiver at a URL and prints the report. Resolves with the exit code: 0 all as expected, 1 a finding, 2 could not run. */
export async function webhookCheck(
  url: string | undefined,
  options: WebhookCheckOptions = {},
  { out, err, timers } = terminal,
): Promise<0 | 1 | 2> {
  try {
    if (options.publicKey) {
      out(`${receiverPublicKey(options)}\n`)
      return 0
    }
    const { json = false, junit = false } = options
    if (json && junit) throw new CannotCheck('Say --json or --junit, not both.')
    if (url === undefined)
      throw new CannotCheck('Say which URL your receiver has, as: webhook check http://localhost:3000/webhooks')
    const report = await check(url, options, timers)
    out(json ? toJson(report) : junit ? formatJunit(report) : formatTable(report))
    return report.ok ? 0 : 1
  } catch (error) {
    if (!(error instanceof CannotCheck || error instanceof KeyError)) throw error
    err(`${error.message}\n`)
    return 2
  }
}

function check(url: string, options: WebhookCheckOptions, timers: Timers): Promise<ReceiverReport> {
  const { privateKey, seed, timeout, expect, standardWebhooksSecret } = options
  const receiverOptions: ReceiverOptions = {
    ...(privateKey !== undefined && { privateKey }),
    ...(seed !== undefined && { seed }),
    ...(timeout !== undefined && { timeoutMs: Number(timeout) }),
    ...(expect !== undefined && { expect: readExpectationFile(expect) }),
    ...(standardWebhooksSecret !== undefined && { standardWebhooksSecret }),
  }
  return checkReceiver(url, receiverOptions, timers)
}

function toJson(report: ReceiverReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}

/** What is in it is judged where it is used. @throws {CannotCheck} */
function readExpectationFile(path: string): Record<string, Expectation> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, Expectation>
  } catch (error) {
    throw new CannotCheck(`The expectations ${path} cannot be read: ${(error as Error).message}`)
  }
}
