import { readFileSync } from 'node:fs'
import { CannotCheck } from '../../audit/receiver/cannot-check.js'
import { checkReceiver, receiverPublicKey } from '../../audit/receiver/check-receiver.js'
import { formatJunit } from '../../audit/receiver/format-junit.js'
import { formatTable } from '../../audit/receiver/format-table.js'
import type { Expectation, KeyOptions, ReceiverOptions } from '../../audit/receiver/options.js'
import type { ReceiverReport } from '../../audit/receiver/report.js'
import { realTimers, type Timers } from '../../audit/receiver/timers.js'
import { KeyError } from '../../webhook/ed25519-key.js'

/** The flags of `audit receiver`. */
export interface AuditReceiverFlags extends KeyOptions {
  /** Prints the public key that the receiver needs, without an audit. */
  readonly publicKey?: boolean
  /** Milliseconds. */
  readonly timeout?: number
  /** A file of expectations. */
  readonly expect?: string
  readonly standardWebhooksSecret?: string
  readonly json?: boolean
  readonly junit?: boolean
}

/** What the audit writes to and waits with. */
export interface AuditContext {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly timers: Timers
}

const terminal: AuditContext = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  timers: realTimers,
}

/** Audits the receiver at a URL and prints the report. @returns the exit code: 0 as expected, 1 a finding, 2 could not run */
export async function auditReceiver(
  url: string | undefined,
  options: AuditReceiverFlags = {},
  { out, err, timers } = terminal,
): Promise<0 | 1 | 2> {
  try {
    if (options.publicKey) {
      out(`${receiverPublicKey(options)}\n`)
      return 0
    }
    const { json = false, junit = false } = options
    if (json && junit) throw new CannotCheck('Use either --json or --junit, not both.')
    if (url === undefined)
      throw new CannotCheck(
        'The URL of the receiver is missing. Example: tve audit receiver http://localhost:3000/webhooks',
      )
    const report = await runAudit(url, options, timers)
    out(json ? toJson(report) : junit ? formatJunit(report) : formatTable(report))
    return report.ok ? 0 : 1
  } catch (error) {
    if (!(error instanceof CannotCheck || error instanceof KeyError)) throw error
    err(`${error.message}\n`)
    return 2
  }
}

function runAudit(url: string, options: AuditReceiverFlags, timers: Timers): Promise<ReceiverReport> {
  const { privateKey, seed, timeout, expect, standardWebhooksSecret } = options
  const receiverOptions: ReceiverOptions = {
    ...(privateKey !== undefined && { privateKey }),
    ...(seed !== undefined && { seed }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(expect !== undefined && { expect: readExpectationFile(expect) }),
    ...(standardWebhooksSecret !== undefined && { standardWebhooksSecret }),
  }
  return checkReceiver(url, receiverOptions, timers)
}

function toJson(report: ReceiverReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}

/** Reads expectations without validating them, which the kit does. @throws {CannotCheck} */
function readExpectationFile(path: string): Record<string, Expectation> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, Expectation>
  } catch (error) {
    throw new CannotCheck(`The file of expectations ${path} cannot be read: ${(error as Error).message}`)
  }
}
