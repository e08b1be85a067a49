import { createHmac, createPublicKey, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Fault } from './wrong.js'

/** Whether an event is genuine. Correct except for the fault. */
export function isGenuine(
  body: string,
  headers: IncomingHttpHeaders,
  publicKey: string,
  fault: Fault | undefined,
): boolean {
  if (fault === 'verifies-nothing' || fault === 'checks-types-only') return true
  if (fault === 'verifies-one-type-only' && !body.includes('"event_type":"verification.complete"')) return true
  if (fault === 'takes-standard-webhooks' && 'webhook-signature' in headers)
    return isStandardWebhook(body, headers, publicKey)

  const { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': timestamp } = headers
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return fault === 'accepts-unsigned'

  const ageSecs = Date.now() / 1000 - Number(timestamp)
  const mostSecs = fault === 'allows-five-seconds' ? 5 : 300
  const isTooFar = (fault === 'allows-future-timestamps' ? ageSecs : Math.abs(ageSecs)) > mostSecs
  if (isTooFar && fault !== 'skips-timestamp-check') return false
  if (fault === 'checks-presence-only') return true

  const bytes = Buffer.from(signature, 'base64')
  if (fault === 'checks-length-only') return bytes.length === 64
  if (fault === 'fails-on-malformed-signature' && bytes.length !== 64) throw new RangeError('bad signature size')
  const signed = fault === 'verifies-rewritten-json' ? JSON.stringify(JSON.parse(body)) : body
  const x = Buffer.from(publicKey, 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, Buffer.from(`${timestamp}|${signed}`), key, bytes)
}

/** As in releases 7.0 to 7.17 of the SDK: the public key is the secret. */
function isStandardWebhook(body: string, headers: IncomingHttpHeaders, publicKey: string): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const signature = createHmac('sha256', Buffer.from(publicKey, 'base64')).update(signed).digest('base64')
  return headers['webhook-signature'] === `v1,${signature}`
}
