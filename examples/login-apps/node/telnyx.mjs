// A client for the four requests to Telnyx Verify that a login needs. Every problem is an error; nothing is repeated,
// because a repeated send costs money and sends a second code.
import { createPublicKey, verify } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'

const base = process.env.TELNYX_BASE_URL ?? 'https://api.telnyx.com/v2'
const { Agent, request } = base.startsWith('https:') ? https : http

/** From sending a request to its answer. */
const timeoutMs = 3000
/** Together with the wait for a connection: so long does a visitor wait at most. */
const patienceMs = 4500

/** Few connections that are kept for seconds: if all visitors come at once, opening one for each would take longer than the answers. */
const agent = new Agent({ keepAlive: true, maxSockets: 32, timeout: 4000 })

/** An answer that is not usable. */
export class ServiceError extends Error {
  /** @param {string} message @param {number} [status] */
  constructor(message, status = 0) {
    super(message)
    this.status = status
  }
}

/** @returns {Promise<{ status: number, type: string, text: string }>} */
function send(method, path, body, waitMs) {
  const text = body && JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${process.env.TELNYX_API_KEY}`, 'content-type': 'application/json' }
    if (text) headers['content-length'] = Buffer.byteLength(text)
    const outgoing = request(base + path, { method, headers, agent })
    const limit = (ms) => setTimeout(() => outgoing.destroy(new ServiceError('the service does not answer')), ms)
    const limits = [limit(Math.max(waitMs, patienceMs))]
    outgoing.on('socket', () => limits.push(limit(waitMs)))
    outgoing.on('close', () => limits.forEach(clearTimeout))
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const chunks = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const { statusCode: status, headers } = incoming
        resolve({ status, type: headers['content-type'] ?? '', text: Buffer.concat(chunks).toString() })
      })
    })
    outgoing.end(text)
  })
}

/** @param {string} method @param {string} path @param {object} [body] */
export async function call(method, path, body, waitMs = timeoutMs) {
  const { status, type, text } = await send(method, path, body, waitMs)
  if (!type.startsWith('application/json')) throw new ServiceError('the answer is not JSON')
  const answer = JSON.parse(text)
  if (status < 200 || status > 299) throw new ServiceError(`the service answered ${status}`, status)
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

let key

/** Whether a webhook was sent by Telnyx within the last five minutes. @param {Buffer} rawBody */
export function isGenuine(headers, rawBody) {
  const timestamp = String(headers['telnyx-timestamp'] ?? '')
  const signature = String(headers['telnyx-signature-ed25519'] ?? '')
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false
  // The key is read once: that takes longer than to verify.
  key ??= createPublicKey({ key: der(process.env.TELNYX_PUBLIC_KEY ?? ''), format: 'der', type: 'spki' })
  return verify(null, Buffer.concat([Buffer.from(`${timestamp}|`), rawBody]), key, Buffer.from(signature, 'base64'))
}
