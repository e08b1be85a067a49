import { Composer } from './composer.js'
import { readExpectations } from './expectation.js'
import type { FetchHandler, KeyOptions, ReceiverOptions } from './options.js'
import { readTimeout, readUrl, signerOf } from './read-options.js'
import type { ReceiverReport } from './report.js'
import { runCases } from './run-cases.js'
import { sendOverSocket } from './send-over-socket.js'
import { sendToHandler } from './send-to-handler.js'
import { realTimers, type Timers } from './timers.js'

/** Where a handler that is called in the process seems to be. Nothing is sent there. */
const handlerUrl = new URL('http://receiver.localhost/webhooks')

/** The TELNYX_PUBLIC_KEY to give a receiver before it is checked with the same options. @throws {KeyError} */
export function receiverPublicKey(options: KeyOptions = {}): string {
  return signerOf(options).publicKey
}

/**
 * Sends a receiver of webhooks what it will meet in production, genuine and forged, one delivery after the other, and
 * judges what it answers. Nothing is sent to any other address, and no redirect is followed.
 *
 * @param target its URL, or the receiver itself as a function from Request to Response
 * @throws {CannotCheck} when an option is unusable or the receiver cannot be reached
 * @throws {KeyError} when the private key or the secret cannot be used
 */
export async function checkReceiver(
  target: string | URL | FetchHandler,
  options: ReceiverOptions = {},
  timers: Timers = realTimers,
): Promise<ReceiverReport> {
  const { timeoutMs = 2000, expect = {}, now = Date.now } = options
  const limits = { timeoutMs: readTimeout(timeoutMs), timers }
  const expectations = readExpectations(expect)
  const signer = signerOf(options)
  const { publicKey } = signer
  const { standardWebhooksSecret = publicKey } = options
  const url = typeof target === 'function' ? handlerUrl : readUrl(target)
  const send = typeof target === 'function' ? sendToHandler(target, url, limits) : sendOverSocket(url, limits)
  const shownUrl = withoutCredentials(url)
  const composer = new Composer({ signer, standardWebhooksSecret, deliveredTo: shownUrl, now })
  const { advice, findings, results } = await runCases({ send, composer, publicKey, timeoutMs, expectations })
  return { target: shownUrl, publicKey, ok: findings.length === 0, advice, findings, results }
}

function withoutCredentials(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
