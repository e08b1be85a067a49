import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import Telnyx from 'telnyx'
import { codePage, phonePage, welcomePage } from './pages.js'

const client = new Telnyx() // reads TELNYX_API_KEY and TELNYX_BASE_URL
const verify_profile_id = String(process.env.TELNYX_VERIFY_PROFILE_ID)

/** Pending logins, by the ID in the cookie. */
const logins = /** @type {Map<string, { phone: string, verificationId: string }>} */ (new Map())

/** @param {string} id @param {string} phone @returns {Promise<boolean>} whether a code was sent */
async function sendCode(id, phone) {
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
    return (await client.verifications.actions.verify(verificationId, { code })).data.response_code
  } catch (error) {
    if (error instanceof Telnyx.NotFoundError) return 'expired' // no verification is pending
    throw error
  }
}

const cannotSend = 'We cannot send a code to this number now.'

/** @type {Record<string, (form: URLSearchParams, id: string) => Promise<string>>} */
const actions = {
  'GET /': async () => phonePage(),
  'POST /phone': async (form, id) => {
    const phone = String(form.get('phone'))
    return (await sendCode(id, phone)) ? codePage() : phonePage(cannotSend)
  },
  'POST /again': async (_form, id) => {
    const login = logins.get(id)
    if (login === undefined) return phonePage()
    return codePage((await sendCode(id, login.phone)) ? 'We have sent another code.' : cannotSend)
  },
  'POST /code': async (form, id) => {
    const login = logins.get(id)
    if (login === undefined) return phonePage()
    const answer = await checkCode(login.verificationId, String(form.get('code')))
    if (answer === 'accepted') return welcomePage(login.phone)
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
    const page = await action(new URLSearchParams(Buffer.concat(chunks).toString()), id)
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'set-cookie': `login=${id}; HttpOnly; SameSite=Lax`,
      })
      .end(page)
  } catch (error) {
    console.error(error)
    response.writeHead(500).end('Something went wrong.')
  }
})

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`Listening on http://127.0.0.1:${port}`)
})
