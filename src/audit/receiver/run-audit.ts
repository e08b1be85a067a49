import { checkOptions, type OptionNames } from '../../client/check-options.js'
import { requireWebhookHeaders } from '../../wire/webhook-headers.js'
import { EventComposer } from './composer.js'
import { usualCompletionEvent } from './event.js'
import { readExpectedStatuses } from './expected-status.js'
import type { FetchHandler, ReceiverOptions } from './options.js'
import { keyOptionNames, readReceiverTimeout, readUrl, signerOf } from './read-options.js'
import type { ReceiverReport } from './report.js'
import { runReceiverCases } from './run-cases.js'
import { sendOverSocket } from './send-over-socket.js'
import { sendToHandler } from './send-to-handler.js'
import { realTimers, type Timers } from './timers.js'

/** The URL shown for a handler called in this process. Nothing is sent there. */
const handlerUrl = new URL('http://receiver.localhost/webhooks')

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
