import type { WebAnswer, WebRequest } from '../serve/web-request.js'
import { answerJson, PrototypeError, requireLoopback } from './answer.js'
import { Sessions, sessionSecs } from './sessions.js'
import { checkCode, startVerification, type VerifyAccess } from './verify-client.js'

export interface PrototypeOptions extends VerifyAccess {
  /** Unix milliseconds. */
  readonly now: () => number
}

const cookieName = 'prototype_session'
/** Time until a number may be sent another code. */
const coolDownSecs = 30
const channels = ['sms', 'call', 'flashcall', 'whatsapp']

/**
 * The two routes that stand in for the backend of a login form: `start` sends a code, `check` checks it. A session binds both
 * to one verification, by an HttpOnly cookie or by the token in the answer. The check names the verification by its ID, never
 * by the number.
 */
export function createPrototype(options: PrototypeOptions): (request: WebRequest) => Promise<WebAnswer> {
  const sessions = new Sessions(options.now)

  async function start(request: WebRequest, origin: string | undefined): Promise<WebAnswer> {
    const { phone_number: phoneNumber, channel = 'sms' } = await readBody(request)
    if (typeof phoneNumber !== 'string') throw new PrototypeError(400, 'Send {"phone_number": "+13035551234"}.')
    if (typeof channel !== 'string' || !channels.includes(channel))
      throw new PrototypeError(400, `channel must be one of ${channels.join(', ')}.`)
    const waitSecs = sessions.coolDownOf(phoneNumber, coolDownSecs)
    if (waitSecs > 0)
      throw new PrototypeError(429, `Wait ${waitSecs} s before another code.`, { retry_after: waitSecs })
    const { id, expiresInSecs } = await startVerification(options, channel, phoneNumber)
    const session = sessions.begin(phoneNumber, id)
    const body = { session: session.id, expires_in: expiresInSecs, resend_in: coolDownSecs }
    return answerJson(200, body, origin, { 'set-cookie': cookie(session.id, sessionSecs) })
  }

  async function check(request: WebRequest, origin: string | undefined): Promise<WebAnswer> {
    const { code, session: token } = await readBody(request)
    if (typeof code !== 'string') throw new PrototypeError(400, 'Send {"code": "12345"}.')
    const session = sessions.find(typeof token === 'string' ? token : readCookie(request.header('cookie')))
    if (session === undefined) throw new PrototypeError(401, 'Start again: no code was sent.')
    const reason = await checkCode(options, session.verificationId, code)
    if (reason !== null) return answerJson(200, { verified: false, reason }, origin)
    sessions.end(session.id)
    return answerJson(200, { verified: true, phone_number: session.phoneNumber }, origin, {
      'set-cookie': cookie('', 0),
    })
  }

  return async (request) => {
    const origin = request.header('origin')
    try {
      requireLoopback(origin)
      if (request.method === 'OPTIONS') return answerJson(204, null, origin)
      return await (request.path.endsWith('/start') ? start(request, origin) : check(request, origin))
    } catch (error) {
      if (!(error instanceof PrototypeError)) throw error
      const { status, message, beside } = error
      const wait = beside.retry_after === undefined ? {} : { 'retry-after': String(beside.retry_after) }
      return answerJson(status, { error: message, ...beside }, origin, wait)
    }
  }
}

/** @throws {PrototypeError} if the body is not a JSON object */
async function readBody({ readJson }: WebRequest): Promise<Record<string, unknown>> {
  let body: unknown
  try {
    body = await readJson()
  } catch (error) {
    const { status, message } = error as { status?: unknown; message: string }
    if (typeof status !== 'number') throw error
    throw new PrototypeError(status, message)
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw new PrototypeError(400, 'The body must be a JSON object.')
}

const cookie = (value: string, maxAgeSecs: number) =>
  `${cookieName}=${value}; Path=/prototype; Max-Age=${maxAgeSecs}; HttpOnly; SameSite=Strict`

const readCookie = (header = '') => new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]+)`).exec(header)?.[1]
