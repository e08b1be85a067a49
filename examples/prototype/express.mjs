// The backend of a login form with Telnyx Verify: npm install express telnyx
// TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID and, for the emulator, TELNYX_BASE_URL come from the environment.
import { randomUUID } from 'node:crypto'
import express from 'express'
import Telnyx from 'telnyx'

const telnyx = new Telnyx()
const sessions = new Map() // cookie -> verification; keep it in your session store
const app = express().use(express.json())

app.post('/prototype/start', async (request, response) => {
  const { data } = await telnyx.verifications.triggerSMS({
    phone_number: request.body.phone_number,
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
  const { data } = await telnyx.verifications.actions.verify(id, { code: String(request.body.code) })
  const verified = data.response_code === 'accepted'
  if (verified) sessions.delete(session) // and log the user in
  response.json({ verified })
})

app.use((error, _, response, __) => response.status(error.status ?? 502).json({ error: error.message }))
const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log(server.address().port))
