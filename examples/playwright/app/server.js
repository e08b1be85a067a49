import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import Telnyx from 'telnyx'
import { codePage, phonePage, welcomePage } from './pages.js'

// Reads TELNYX_API_KEY and TELNYX_BASE_URL. Nothing is repeated: a repeated send costs money and sends a second code.
const client = new Telnyx({ timeout: 3000, maxRetries: 0 })
const verify_profile_id = String(process.env.TELNYX_VERIFY_PROFILE_ID)

/** Pending logins, by the ID in the cookie. */
const logins = /** @type {Map<string, { phone: string, verificationId: string }>} */ (new Map())

/** Events of the last hour by key; keep them in a store that all processes share. */
const counts = /** @type {Map<string, number[]>} */ (new Map())
const hourMs = 3_600_000
const resendAfterMs = Number(process.env.RESEND_AFTER_MS ?? 30_000)
const codesPerHour = Number(process.env.CODES_PER_HOUR ?? 5)

/** @param {string} key @param {number} most @param {number} withinMs @returns {boolean} whether it may happen */
function take(key, most, withinMs) {
  const now = Date.now()
  const times = (counts.get(key) ?? []).filter((time) => now - time < withinMs)
  if (times.length >= most) return false
  counts.set(key, [...times, now])
  return true
}

// The US and Canada, but not the Caribbean countries that share +1.
const served = /^\+1(?!24[26]|26[48]|284|345|441|473|649|658|664|721|758|767|784|8[024]9|86[89]|876)[2-9]\d{9}$/

/** @param {string} phone @param {string} address @returns {boolean} */
const maySend = (phone, address) =>
  served.test(phone) && // only the countries that you serve, or fraud sends codes to expensive ones
  take(`address ${address}`, 2 * codesPerHour, hourMs) &&
  take(`pause ${phone}`, 1, resendAfterMs) &&
  take(`number ${phone}`, codesPerHour, hourMs)

/** @param {string} id @param {string} phone @param {string} address @returns {Promise<boolean>} whether a code was sent */
async function sendCode(id, phone, address) {
  if (!maySend(phone, address)) return false
  try {
    const { data } = await client.verifications.triggerSMS({ phone_number: phone, verify_profile_id })
    logins.set(id, { phone, verificationId: String(data.id) })
    return true
  } catch (error) {
    console.error(`No code was sent: ${error}`)
    return false
  }
}

/** @param {string} verificationId @param {string} code @returns {Promise<string | undefined>} only `accepted` means yes */
async function checkCode(verificationId, code) {
  try {
    const { data } = await client.verifications.actions.verify(verificationId, { code })
    return data.response_code
  } catch (error) {
    if (error instanceof Telnyx.NotFoundError) return 'expired' // no verification is pending
    throw error
  }
}

const cannotSend = 'We cannot send a code to this number now.'

/** @type {Record<string, (form: URLSearchParams, id: string, address: string) => Promise<string>>} */
const actions = {
  'GET /': async () => phonePage(),
  'POST /phone': async (form, id, address) => {
    const phone = String(form.get('phone'))
    return (await sendCode(id, phone, address)) ? codePage() : phonePage(cannotSend)
  },
  'POST /again': async (_form, id, address) => {
    const login = logins.get(id)
    if (login === undefined) return phonePage()
    return codePage((await sendCode(id, login.phone, address)) ? 'We have sent another code.' : cannotSend)
  },
  'POST /code': async (form, id) => {
    const login = logins.get(id)
    if (login === undefined) return phonePage()
    const answer = await checkCode(login.verificationId, String(form.get('code')))
    if (answer === 'accepted') {
      logins.delete(id) // and log the user in, with a new session
      return welcomePage(login.phone)
    }
    if (answer === 'rejected') return codePage('That is not the code we sent.')
    logins.delete(id)
    return phonePage(
      answer === 'expired' ? 'That code is too old. Ask for a new one.' : 'Too many wrong codes. Ask for a new one.',
    )
  },
}

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const action = actions[`${request.method} ${request.url}`]
  if (action === undefined) return response.writeHead(404).end('Not found')
  const id = /(?:^|; )login=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? randomUUID()
  try {
    const address = String(request.socket.remoteAddress)
    const page = await action(new URLSearchParams(Buffer.concat(chunks).toString()), id, address)
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'set-cookie': `login=${id}; HttpOnly; SameSite=Lax`,
      })
      .end(page)
  } catch (error) {
    console.error(error)
    response
      .writeHead(503, { 'content-type': 'text/html; charset=utf-8' })
      .end(codePage('We cannot check codes now. Try again later.'))
  }
})

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`Listening on http://127.0.0.1:${port}`)
})
