// A login with one-time codes that passes `tve audit login`, with nothing but Node: node app.mjs
import { randomBytes } from 'node:crypto'
import { CoolDown, HourlyCount } from './limits.mjs'
import { checkCode, isGenuine, sendCode } from './telnyx.mjs'
import { HttpError, serve } from './web.mjs'

/** Keep both in a store that all processes share: pending logins by session, and users who are in by session. */
const logins = new Map()
const users = new Map()

const coolDown = new CoolDown(Number(process.env.RESEND_AFTER_MS ?? 30_000))
const codesToNumber = new HourlyCount(5)
const numbersOfAddress = new HourlyCount(10)

/** Users have numbers in Colorado: the data base of this example. */
const hasAccount = (phone) => phone.startsWith('+1303')

/** The US and Canada, but not the Caribbean countries that share +1: messages to some of them are expensive. */
const served = /^\+1(?!24[26]|26[48]|284|345|441|473|649|658|664|721|758|767|784|8[024]9|86[89]|876)[2-9]\d{9}$/

/** One number, however it is written. Only countries that we serve. */
function readPhone(value) {
  const phone = typeof value === 'string' && value.length < 50 ? value.normalize('NFKC').replace(/[\s().-]/g, '') : ''
  if (!served.test(phone)) throw new HttpError(400, 'Enter a phone number in the US or Canada, like +13035551234.')
  return phone
}

/** Counts before anything else is looked at, so that limits do not tell whether an account exists. */
function requireLimits(phone) {
  if (!coolDown.take(phone)) throw new HttpError(429, 'Wait a moment before you ask for another code.')
  if (!codesToNumber.take(phone)) throw new HttpError(429, 'Too many codes for this number. Try again in an hour.')
}

/** Sends in the background: the time to answer does not tell whether an account exists. */
function sendLater(phone) {
  if (!hasAccount(phone)) return Promise.resolve(null)
  return sendCode(phone).catch((error) => {
    console.error(`No code was sent: ${error.message}`)
    return null
  })
}

const setSession = (setCookie, sid) => setCookie(`sid=${sid}; HttpOnly; SameSite=Lax; Path=/`) // behind HTTPS also Secure
const sent = { status: 202, body: { message: 'If this number has an account, a code is on its way.' } }

serve(
  {
    'GET /': () => ({ body: { name: 'login' } }),

    'POST /login': ({ body, address, setCookie }) => {
      const phone = readPhone(body.phone)
      if (!numbersOfAddress.take(address)) throw new HttpError(429, 'Too many requests. Try again in an hour.')
      requireLimits(phone)
      const sid = randomBytes(24).toString('base64url')
      logins.set(sid, { phone, verification: sendLater(phone), isChecking: false })
      setSession(setCookie, sid)
      return sent
    },

    'POST /login/resend': ({ sid }) => {
      const login = logins.get(sid)
      if (login === undefined) throw new HttpError(401, 'Start again.')
      requireLimits(login.phone)
      login.verification = sendLater(login.phone) // the first code is worthless from now on
      return sent
    },

    'POST /login/code': async ({ body, sid, setCookie }) => {
      const login = logins.get(sid)
      if (login === undefined) throw new HttpError(401, 'Start again.')
      if (typeof body.code !== 'string' || !/^\d{4,10}$/.test(body.code))
        throw new HttpError(400, 'Enter the digits of the code.')
      if (login.isChecking) throw new HttpError(409, 'The code is being checked.')
      login.isChecking = true // one check at a time, so that a code cannot be used twice
      try {
        const id = await login.verification
        // A number without an account has no verification; the answer is that to a wrong code.
        if (id === null || (await checkCode(id, body.code)) !== 'accepted')
          throw new HttpError(401, 'This code is wrong or too old.')
        logins.delete(sid)
        const session = randomBytes(24).toString('base64url') // a new session for a new state
        users.set(session, login.phone)
        setSession(setCookie, session)
        return { body: { phone: login.phone } }
      } finally {
        login.isChecking = false
      }
    },

    'GET /account': ({ sid }) => {
      const phone = users.get(sid)
      if (phone === undefined) throw new HttpError(401, 'Log in first.')
      return { body: { phone } }
    },

    'POST /webhooks/telnyx': ({ headers, rawBody }) => {
      if (!isGenuine(headers, rawBody)) throw new HttpError(401, 'Not from Telnyx.')
      // Events are for statistics only: a login depends on the answer to its own check, never on an event.
      return { body: {} }
    },
  },
  (error) => {
    if (error instanceof HttpError) return { status: error.status, body: { message: error.message } }
    console.error(error.message)
    return { status: 503, body: { message: 'We cannot check codes now. Try again later.' } }
  },
)
