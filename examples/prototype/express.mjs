// The backend of a login form with Telnyx Verify: npm install express telnyx
// TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID and, for the emulator, TELNYX_BASE_URL come from the environment.
import { randomUUID } from 'node:crypto'
import express from 'express'
import Telnyx from 'telnyx'

const telnyx = new Telnyx({ timeout: 3000, maxRetries: 0 }) // a repeated send costs money and sends a second code
const sessions = new Map() // cookie -> verification; keep it in your session store
const counts = new Map() // keep it there, too
const hourMs = 3_600_000
const resendAfterMs = Number(process.env.RESEND_AFTER_MS ?? 30_000)
const app = express().use(express.json())

/** Counts an event, unless there were too many. Returns whether it may happen. */
function take(key, most, withinMs) {
  const now = Date.now()
  const times = (counts.get(key) ?? []).filter((time) => now - time < withinMs)
  if (times.length >= most) return false
  counts.set(key, [...times, now])
  return true
}

// Only the countries that you serve, or fraud sends codes to expensive ones: here not the Caribbean, which shares +1.
const served = /^\+1(?!24[26]|26[48]|284|345|441|473|649|658|664|721|758|767|784|8[024]9|86[89]|876)[2-9]\d{9}$/

app.post('/prototype/start', async (request, response) => {
  const phone = String(request.body?.phone_number)
  if (!served.test(phone)) return response.status(400).json({ error: 'Enter a number like +13035551234.' })
  const isAllowed =
    take(`address ${request.ip}`, 10, hourMs) && take(`pause ${phone}`, 1, resendAfterMs) && take(phone, 5, hourMs)
  if (!isAllowed) return response.status(429).json({ error: 'Too many codes. Wait before you ask for another.' })
  const { data } = await telnyx.verifications.triggerSMS({
    phone_number: phone,
    verify_profile_id: process.env.TELNYX_VERIFY_PROFILE_ID,
  })
  const session = randomUUID()
  sessions.set(session, data.id)
  response.cookie('session', session, { httpOnly: true, sameSite: 'strict', path: '/prototype' })
  response.json({ expires_in: data.timeout_secs })
})

app.post('/prototype/check', async (request, response) => {
  const session = /\bsession=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
  const id = sessions.get(session)
  if (id === undefined) return response.status(401).json({ error: 'Start again: no code was sent.' })
  const { data } = await telnyx.verifications.actions.verify(id, { code: String(request.body?.code) })
  const verified = data.response_code === 'accepted'
  if (verified) sessions.delete(session) // and log the user in
  response.json({ verified })
})

app.use((error, _, response, __) => response.status(error.status ?? 502).json({ error: error.message }))
const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log(server.address().port))
