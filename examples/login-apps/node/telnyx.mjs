// A client for the four requests to Telnyx Verify that a login needs. Every problem is an error; nothing is repeated,
// because a repeated send costs money and sends a second code.
import { createPublicKey, verify } from 'node:crypto'

const base = process.env.TELNYX_BASE_URL ?? 'https://api.telnyx.com/v2'
const timeoutMs = 3000

/** An answer that is not usable. */
export class ServiceError extends Error {
  /** @param {string} message @param {number} [status] */
  constructor(message, status = 0) {
    super(message)
    this.status = status
  }
}

/** @param {string} method @param {string} path @param {object} [body] */
export async function call(method, path, body, waitMs = timeoutMs) {
  const response = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${process.env.TELNYX_API_KEY}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(waitMs),
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.headers.get('content-type')?.startsWith('application/json'))
    throw new ServiceError('the answer is not JSON')
  const answer = await response.json()
  if (!response.ok) throw new ServiceError(`the service answered ${response.status}`, response.status)
  return answer.data
}

/** Sends a code. @returns {Promise<string>} the ID of the verification */
export async function sendCode(phone, more = {}) {
  const verify_profile_id = process.env.TELNYX_VERIFY_PROFILE_ID
  const { id } = await call('POST', '/verifications/sms', { phone_number: phone, verify_profile_id, ...more })
  return id
}

/** Checks a code by the ID of its verification: a check by number would not know who asked for the code. */
export async function checkCode(id, code) {
  const data = await call('POST', `/verifications/${encodeURIComponent(id)}/actions/verify`, { code })
  return data.response_code
}

const der = (key) => Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key, 'base64')])

/** Whether a webhook was sent by Telnyx within the last five minutes. @param {Buffer} rawBody */
export function isGenuine(headers, rawBody) {
  const timestamp = String(headers['telnyx-timestamp'] ?? '')
  const signature = String(headers['telnyx-signature-ed25519'] ?? '')
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false
  const key = createPublicKey({ key: der(process.env.TELNYX_PUBLIC_KEY ?? ''), format: 'der', type: 'spki' })
  return verify(null, Buffer.concat([Buffer.from(`${timestamp}|`), rawBody]), key, Buffer.from(signature, 'base64'))
}
