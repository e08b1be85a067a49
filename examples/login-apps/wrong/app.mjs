// The login of ../node with one fault at a time: FAULT=<check> node app.mjs. Each fault is named by the check of
// `tve audit login` that finds it. Do not copy anything from here.
import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CoolDown, HourlyCount } from '../node/limits.mjs'
import { call, checkCode, isGenuine, sendCode } from '../node/telnyx.mjs'
import { HttpError, serve, toObject } from '../node/web.mjs'

/** What a developer did, by the name of the fault. */
const faults = JSON.parse(readFileSync(new URL('faults.json', import.meta.url), 'utf8'))
const fault = process.env.FAULT ?? ''
if (fault !== '' && !(fault in faults)) throw new Error(`FAULT must be one of ${Object.keys(faults).join(', ')}.`)
/** @param {string} name */
const has = (name) => fault === name

const logins = new Map()
const users = new Map()
const finished = new Set()
const seenEvents = new Set()

const coolDown = new CoolDown(Number(process.env.RESEND_AFTER_MS ?? 30_000))
const codesToNumber = new HourlyCount(5)
const numbersOfAddress = new HourlyCount(has('many-numbers') ? 1000 : 10)
const wrongCodes = new Map()

const hasAccount = (phone) => !phone.startsWith('+1720')
const hasOwnCode = ['code-length', 'code-expiry', 'guess-code', 'code-in-answers', 'code-in-output'].includes(fault)

const served = /^\+1(?!24[26]|26[48]|284|345|441|473|649|658|664|721|758|767|784|8[024]9|86[89]|876)[2-9]\d{9}$/

function readPhone(value) {
  const text = typeof value === 'string' ? value : ''
  if (has('odd-numbers') && !/\d/.test(text)) throw new Error('crash')
  const phone = text.length < 50 ? text.normalize('NFKC').replace(/[\s().-]/g, '') : ''
  const pattern = has('many-countries') ? /^\+1[2-9]\d{9}$/ : served
  if (!pattern.test(phone)) throw new HttpError(400, 'Enter a phone number in the US or Canada, like +13035551234.')
  return phone
}

function requireLimits(key) {
  if (!coolDown.take(key)) throw new HttpError(429, 'Wait a moment before you ask for another code.')
  if (!codesToNumber.take(key)) throw new HttpError(429, 'Too many codes for this number. Try again in an hour.')
}

function requireUnlocked(phone) {
  if (has('lock-out') && (wrongCodes.get(phone) ?? 0) >= 5) throw new HttpError(423, 'This account is locked.')
}

function newCode() {
  return has('code-length') ? String(randomInt(1000, 10_000)) : String(randomInt(100_000, 1_000_000))
}

/** Sends in the background. The error is kept for those faults that show it. */
function sendLater(login) {
  login.ownCode = hasOwnCode ? newCode() : undefined
  if (has('code-in-output')) console.log(`The code for ${login.phone} is ${login.ownCode}.`)
  // This fault waits for the service. It does so without an account too, because that is found by the time it takes.
  if (!hasAccount(login.phone) && !has('outage-on-start')) return Promise.resolve(null)
  const more = {
    ...(login.ownCode && { custom_code: login.ownCode }),
    ...(has('code-lifetime') && { timeout_secs: 3600 }),
    ...(has('chosen-code') && login.fields),
  }
  const sent = sendCode(login.phone, more).catch((error) => {
    console.error(`No code was sent: ${error.message}`)
    login.sendError = error
    return null
  })
  return hasAccount(login.phone) ? sent : sent.then(() => null)
}

/** Whether the service says yes, and in which ways this application hears a yes that is none. */
async function isAccepted(login, id, code, attempts) {
  const statusOf = async () => (await call('GET', `/verifications/${id}`)).status
  const before = has('code-expiry') || has('only-accepted') ? await statusOf() : ''
  if (has('well-known-codes') && code === '000000') return true
  let outcome
  try {
    outcome = await check(id, code)
  } catch (error) {
    if (has('outage-on-check') && error.status === 503) return true
    throw error
  }
  if (outcome === 'accepted') return true
  if (has('code-expiry')) return before === 'expired' && outcome === 'expired' && code === login.ownCode
  if (has('guess-code')) return outcome === 'max_attempts_exceeded' && attempts > 5 && code === login.ownCode
  if (has('only-accepted')) return before === 'pending' && ['expired', 'max_attempts_exceeded'].includes(outcome)
  if (has('unknown-answer')) return !['rejected', 'expired', 'max_attempts_exceeded'].includes(outcome)
  if (has('other-dialect')) return outcome === 'rejected' && (await statusOf()) === 'expired'
  return false
}

async function check(id, code) {
  if (!has('outage-hang')) return checkCode(id, code)
  const data = await call('POST', `/verifications/${id}/actions/verify`, { code }, 60_000)
  return data.response_code
}

function readCode({ code }) {
  if (has('odd-codes') && typeof code !== 'string') throw new Error('crash')
  if (typeof code !== 'string' || !/^\d{4,10}$/.test(code)) throw new HttpError(400, 'Enter the digits of the code.')
  return code
}

function readLogin(sid) {
  const login = logins.get(sid)
  if (login !== undefined) return login
  if (has('after-restart') && sid !== undefined && !users.has(sid)) throw new Error('crash')
  if (has('code-without-start') && sid === undefined) throw new Error('crash')
  throw new HttpError(401, 'Start again.')
}

const toBase64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const newSid = () => randomBytes(24).toString('base64url')
const setSession = (setCookie, sid) =>
  setCookie(`sid=${sid}; ${has('cookie-flags') ? '' : 'HttpOnly; '}SameSite=Lax; Path=/`)

function toSent(login) {
  const message = 'If this number has an account, a code is on its way.'
  return { status: 202, body: { message, ...(has('code-in-answers') && { debug: login.ownCode }) } }
}

async function answerStart(login) {
  if (has('enumeration') && !hasAccount(login.phone)) throw new HttpError(404, 'There is no account with this number.')
  if (has('enumeration-timing')) await login.verifications[0]
  if (has('outage-on-start')) {
    await login.verifications[0]
    const { sendError } = login
    if (sendError && sendError.message !== 'the service does not answer') throw new Error('crash', { cause: sendError })
  }
  return toSent(login)
}

/** Logs a visitor in. */
function enter(sid, login, phone, setCookie) {
  if (has('session-renewed')) {
    users.set(sid, phone)
    logins.delete(sid)
    return
  }
  const session = has('tampered-cookie') ? toBase64({ phone }) : newSid()
  users.set(session, phone)
  setSession(setCookie, session)
  login.session = session
  if (!has('code-single-use')) logins.delete(sid)
}

async function checkLogin(sid, login, body, setCookie) {
  const code = readCode(body)
  login.attempts = (login.attempts ?? 0) + 1
  if (login.usedCode !== undefined) {
    if (login.wasSeen && code === login.usedCode) return enter(sid, login, login.phone, setCookie)
    throw new HttpError(401, 'This code is wrong or too old.')
  }
  for (const verification of login.verifications) {
    const id = await verification
    if (id === null || !(await isAccepted(login, id, code, login.attempts))) continue
    login.usedCode = code
    const phone = has('number-swap') && typeof body.phone === 'string' ? body.phone : login.phone
    for (const done of await Promise.all(login.verifications)) finished.add(done)
    return enter(sid, login, phone, setCookie)
  }
  wrongCodes.set(login.phone, (wrongCodes.get(login.phone) ?? 0) + 1)
  if (has('wrong-code')) logins.delete(sid)
  throw new HttpError(401, 'This code is wrong or too old.')
}

/** Lets a visitor in who has started nothing, by number. */
async function checkByNumber({ phone, code }, setCookie) {
  const { response_code } = await call(
    'POST',
    `/verifications/by_phone_number/${encodeURIComponent(readPhone(phone))}/actions/verify`,
    { code, verify_profile_id: process.env.TELNYX_VERIFY_PROFILE_ID },
  ).catch(() => ({}))
  if (response_code !== 'accepted') throw new HttpError(401, 'Start again.')
  enter(undefined, {}, phone, setCookie)
  return { body: { phone } }
}

serve(
  {
    'GET /': () => ({ body: { name: 'login' } }),

    'POST /login': async ({ body, address, headers, sid: before, setCookie }) => {
      const phone = readPhone(body.phone)
      const client = (has('spoofed-address') && headers['x-forwarded-for']) || address
      if (!numbersOfAddress.take(client)) throw new HttpError(429, 'Too many requests. Try again in an hour.')
      requireUnlocked(phone)
      const sid = newSid()
      if (has('number-flood')) {
        // Counted, but only to limit what this session sends again.
        coolDown.take(phone)
        codesToNumber.take(phone)
      } else requireLimits(has('number-spelling') ? body.phone : phone)
      const { phone: _, ...fields } = body
      const login = { phone, fields, cameFrom: before, isChecking: false }
      login.verifications = [sendLater(login)]
      if (has('code-of-other-number')) login.verifications.push(...(logins.get(before)?.verifications ?? []))
      logins.set(sid, login)
      setSession(setCookie, sid)
      return answerStart(login)
    },

    'POST /login/resend': async ({ sid }) => {
      const login = readLogin(sid)
      if (has('guess-account')) {
        if (!coolDown.take(login.phone)) throw new HttpError(429, 'Wait a moment before you ask for another code.')
      } else if (has('resend-cool-down')) {
        if (!codesToNumber.take(login.phone)) throw new HttpError(429, 'Too many codes for this number.')
      } else requireLimits(login.phone)
      const verification = sendLater(login)
      login.verifications = has('code-after-resend') ? [verification, ...login.verifications] : [verification]
      return toSent(login)
    },

    'POST /login/code': async ({ body, sid, setCookie }) => {
      if (has('code-bound-to-visitor') && !logins.has(sid)) return checkByNumber(body, setCookie)
      const login = readLogin(sid)
      if (has('code-bound-to-visitor') && typeof body.phone === 'string' && body.phone !== login.phone)
        return checkByNumber(body, setCookie)
      requireUnlocked(login.phone)
      if (has('code-race') && login.checking) {
        // Whoever clicks twice gets the result of the first click.
        await login.checking
        enter(sid, login, login.phone, setCookie)
        return { body: { phone: login.phone } }
      }
      if (login.isChecking) throw new HttpError(409, 'The code is being checked.')
      login.isChecking = true
      try {
        login.checking = checkLogin(sid, login, body, setCookie)
        await login.checking
        return { body: { phone: login.phone } }
      } finally {
        login.isChecking = false
        login.checking = undefined
      }
    },

    'GET /account': ({ sid, setCookie }) => {
      const phone = has('tampered-cookie') ? toObject(Buffer.from(sid ?? '', 'base64url')).phone : users.get(sid)
      if (phone !== undefined) {
        for (const login of logins.values()) if (login.session === sid) login.wasSeen = true
        return { body: { phone } }
      }
      if (has('step-skipping')) {
        const login = logins.get(sid)
        // A visitor who came to this page first is sent back to it after the login: here, after its first half.
        if (login?.cameFrom !== undefined && login.attempts === undefined) return { body: { phone: login.phone } }
        if (sid === undefined) setSession(setCookie, newSid())
      }
      throw new HttpError(401, 'Log in first.')
    },

    'POST /webhooks/telnyx': async ({ headers, rawBody }) => {
      const isFromTelnyx = isGenuine(headers, rawBody)
      if (!isFromTelnyx && !has('webhook-forged')) throw new HttpError(401, 'Not from Telnyx.')
      const { event_type, id, payload } = toObject(rawBody).data
      if (has('webhook-reordered') && event_type === 'verify.sent' && finished.has(payload.id)) throw new Error('crash')
      const isRepeated = seenEvents.has(id)
      seenEvents.add(id)
      if (event_type !== 'verification.complete' || payload.status !== 'accepted') return
      for (const [sid, { phone, verifications }] of [...logins]) {
        const ids = await Promise.all(verifications)
        // What our own tools send, and what seems to have got lost, is applied at once.
        const isApplied =
          (has('webhook-forged') && !isFromTelnyx && ids.includes(payload.id)) ||
          (has('webhook-replayed') && isRepeated && phone === payload.phone_number)
        if (isApplied) users.set(sid, phone)
      }
    },
  },
  (error) => {
    if (error instanceof HttpError) return { status: error.status, body: { message: error.message } }
    console.error(error.message)
    if (has('secrets-in-answers')) return { status: 503, body: { message: 'Sorry.', stack: error.stack } }
    // What would be a TypeError in a real application: nobody caught it.
    const isShown = error.message === 'crash'
    return { status: isShown ? 500 : 503, body: { message: 'We cannot check codes now. Try again later.' } }
  },
)
