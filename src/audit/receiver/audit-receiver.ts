import { checkOptions, type OptionNames } from '../../client/check-options.js'
import { requireWebhookHeaders } from '../../wire/webhook-headers.js'
import { EventComposer } from './composer.js'
import { usualCompletionEvent } from './event.js'
import { readExpectedStatuses } from './expected-status.js'
import type { FetchHandler, ReceiverKeyOptions, ReceiverOptions } from './options.js'
import { readReceiverTimeout, readUrl, signerOf } from './read-options.js'
import type { ReceiverReport } from './report.js'
import { runReceiverCases } from './run-cases.js'
import { sendOverSocket } from './send-over-socket.js'
import { sendToHandler } from './send-to-handler.js'
import { realTimers, type Timers } from './timers.js'

/** The URL shown for a handler called in this process. Nothing is sent there. */
const handlerUrl = new URL('http://receiver.localhost/webhooks')

const keyOptionNames: OptionNames<ReceiverKeyOptions> = { privateKey: true, seed: true }

const receiverOptionNames: OptionNames<ReceiverOptions> = {
  ...keyOptionNames,
  timeout: true,
  expect: true,
  standardWebhooksSecret: true,
  completionEvent: true,
  headers: true,
  now: true,
}

/** The vendor waits 2 seconds (W7). */
const defaultTimeoutMs = 2000

/**
 * Returns the TELNYX_PUBLIC_KEY that a receiver needs to pass an audit with the same options.
 *
 * @example
 * ```ts
 * const app = createApp({ publicKey: receiverPublicKey() })
 * ```
 *
 * @throws {KeyError} if the private key is invalid
 * @throws {InputError} for an option that does not exist
 */
export function receiverPublicKey(options: ReceiverKeyOptions = {}): string {
  checkOptions('receiverPublicKey()', options, keyOptionNames)
  return signerOf(options).publicKey
}

/**
 * Sends a webhook receiver the deliveries it will meet in production, genuine and forged, one after the other, and
 * judges its answers. It sends to no other address and follows no redirect.
 *
 * @param target the URL of the receiver, or the receiver itself: a function from Request to Response
 *
 * @example
 * ```ts
 * const { failures } = await auditReceiver((request) => app.fetch(request))
 * expect(failures).toEqual([])
 * ```
 *
 * @throws {CannotRunError} if an option is invalid or the receiver cannot be reached
 * @throws {KeyError} if the private key or the secret is invalid
 * @throws {InputError} for an option that does not exist
 */
export async function auditReceiver(
  target: string | URL | FetchHandler,
  options: ReceiverOptions = {},
): Promise<ReceiverReport> {
  return runAudit(target, options)
}

/** The audit with the given timers. */
export async function runAudit(
  target: string | URL | FetchHandler,
  options: ReceiverOptions = {},
  timers: Timers = realTimers,
): Promise<ReceiverReport> {
  checkOptions('auditReceiver()', options, receiverOptionNames)
  const { timeout = defaultTimeoutMs, expect = {}, now = Date.now } = options
  const timeoutMs = readReceiverTimeout(timeout)
  const expectedStatuses = readExpectedStatuses(expect)
  const signer = signerOf(options)
  const { publicKey } = signer
  const { standardWebhooksSecret = publicKey, completionEvent = usualCompletionEvent } = options
  const headers = requireWebhookHeaders(options.headers ?? {}, 'headers')
  const url = typeof target === 'function' ? handlerUrl : readUrl(target)
  const limits = { timeoutMs, timers }
  const send = typeof target === 'function' ? sendToHandler(target, url, limits) : sendOverSocket(url, limits)
  const shownUrl = withoutCredentials(url)
  const deliveredTo = shownUrl
  const composer = new EventComposer({ signer, standardWebhooksSecret, deliveredTo, completionEvent, headers, now })
  const hasCompletionEvent = completionEvent !== 'off'
  const context = { send, composer, publicKey, timeoutMs, timers, now, expectedStatuses, hasCompletionEvent }
  const { advice, findings, acceptedEvents } = await runReceiverCases(context)
  const failures = findings.filter(({ kind }) => kind === 'failed' || kind === 'proves-nothing')
  return { target: shownUrl, publicKey, ok: failures.length === 0, advice, acceptedEvents, failures, findings }
}

function withoutCredentials(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
