import { readFileSync, writeFileSync } from 'node:fs'
import { receiverPublicKey } from '../../audit/receiver/audit-receiver.js'
import type { ExpectedStatus, ReceiverKeyOptions, ReceiverOptions } from '../../audit/receiver/options.js'
import { type ReceiverReport, toReport } from '../../audit/receiver/report.js'
import { runAudit } from '../../audit/receiver/run-audit.js'
import { realTimers, type Timers } from '../../audit/receiver/timers.js'
import { printReport, type ReportFlags } from '../../report/print-report.js'
import { CannotRunError, type ExitCode } from '../../report/report.js'
import { version } from '../../version.js'
import { KeyError } from '../../webhook/key-error.js'
import { explainFileError, parseFileJson } from '../../wire/file-reason.js'
import { InputError } from '../../wire/input-error.js'
import { print, printError } from '../terminal/print.js'

/** The flags of `audit receiver`. */
export interface AuditReceiverFlags extends ReceiverKeyOptions, Omit<ReportFlags, 'verbose'> {
  /** Print the public key that the receiver needs, without auditing it. */
  readonly publicKey?: boolean
  /** Milliseconds. */
  readonly timeout?: number
  /** A JSON file of expected statuses by case name. */
  readonly expect?: string
  readonly standardWebhooksSecret?: string
  readonly completionEvent?: string
  /** Additional headers by name (W13). */
  readonly headers?: Readonly<Record<string, string>>
  /** The same as the format `junit`. */
  readonly junit?: boolean
}

/** The streams and timers of the command. */
export interface AuditCommandContext {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly timers: Timers
}

const terminal: AuditCommandContext = {
  out: print,
  err: printError,
  timers: realTimers,
}

/** Audits the receiver at a URL and prints the report. Resolves with the exit code: 0 passed, 1 failed, 2 could not run. */
export async function runAuditReceiver(
  url: string | undefined,
  options: AuditReceiverFlags = {},
  { out, err, timers } = terminal,
): Promise<ExitCode> {
  try {
    if (options.publicKey) {
      const { privateKey, seed } = options
      out(`${receiverPublicKey({ privateKey, seed })}\n`)
      return 0
    }
    const { json = false, junit = false } = options
    if (json && junit) throw new CannotRunError('Use either --json or --junit, not both.')
    if (url === undefined)
      throw new CannotRunError(
        'The URL of the receiver is missing. Example: tve audit receiver http://localhost:3000/webhooks',
      )
    const { format = junit ? 'junit' : undefined, report } = options
    const flags = { json, verbose: true, ...(format && { format }), ...(report && { report }) }
    const tool = { name: 'telnyx-verify-emulator', version }
    const isExplained = (error: unknown) => error instanceof KeyError || error instanceof InputError
    return await printReport(flags, { out, err, tool, writeFile: writeFileSync, isExplained }, async () =>
      toReport(await audit(url, options, timers)),
    )
  } catch (error) {
    if (!(error instanceof CannotRunError || error instanceof KeyError || error instanceof InputError)) throw error
    err(`${error.message}\n`)
    return 2
  }
}

function audit(url: string, options: AuditReceiverFlags, timers: Timers): Promise<ReceiverReport> {
  const { privateKey, seed, timeout, expect, standardWebhooksSecret, completionEvent, headers } = options
  const receiverOptions: ReceiverOptions = {
    ...(privateKey !== undefined && { privateKey }),
    ...(seed !== undefined && { seed }),
    ...(timeout !== undefined && { timeout }),
    ...(expect !== undefined && { expect: readExpectedStatusFile(expect) }),
    ...(standardWebhooksSecret !== undefined && { standardWebhooksSecret }),
    ...(completionEvent !== undefined && { completionEvent }),
    ...(headers !== undefined && { headers }),
  }
  return runAudit(url, receiverOptions, timers)
}

/** Reads the file as JSON. The audit validates its content. @throws {CannotRunError} */
function readExpectedStatusFile(path: string): Record<string, ExpectedStatus> {
  const name = `The file of expected statuses ${path}`
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new CannotRunError(explainFileError(name, 'read', error))
  }
  return parseFileJson(text, name, 'Expected an object like {"stale-timestamp": 200}.') as Record<
    string,
    ExpectedStatus
  >
}
