// A login with the official SDK for Node.js. Prints what it was answered as one line of JSON.
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import Telnyx from 'telnyx'

const phone = '+13035551234'
const client = new Telnyx()
const emulator = client.baseURL.replace(/\/v2$/, '')

/** Calls the control API, which the SDK does not cover. */
async function control(method, path, body) {
  const headers = { authorization: `Bearer ${client.apiKey}`, 'content-type': 'application/json', accept: 'text/plain' }
  const response = await fetch(emulator + path, { method, headers, body: body && JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
  return response.text()
}

const nextCode = () => control('GET', `/_emulator/inbox/${phone}/next`)

// The receiver keeps the first webhook, and answers 200 to those that the SDK accepts.
const received = deferred()
const receiver = createServer(async (request, response) => {
  const body = await text(request)
  const isGenuine = await unwrap(body, request.headers)
  response.writeHead(isGenuine ? 200 : 401).end()
  received.resolve({ body, headers: request.headers })
})

function deferred() {
  const parts = {}
  parts.promise = new Promise((resolve) => {
    parts.resolve = resolve
  })
  return parts
}

async function unwrap(body, headers) {
  try {
    return await client.webhooks.unwrap(body, { headers })
  } catch {
    return null
  }
}

await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const { data: profile } = await client.verifyProfiles.create({
  name: 'Login',
  sms: { default_verification_timeout_secs: 120, code_length: 6 },
  webhook_url: `http://127.0.0.1:${receiver.address().port}/webhooks`,
})
const send = async (phone_number) =>
  (await client.verifications.triggerSMS({ phone_number, verify_profile_id: profile.id })).data

const first = await send(phone)
const code = await nextCode()
const wrong = code === '000000' ? '111111' : '000000'
const rejected = await client.verifications.actions.verify(first.id, { code: wrong })
const accepted = await client.verifications.byPhoneNumber.actions.verify(phone, { code, verify_profile_id: profile.id })
const { data: afterwards } = await client.verifications.retrieve(first.id)

const second = await send(phone)
await control('POST', '/_emulator/clock/advance', { by: '2m' })
const { data: late } = await client.verifications.retrieve(second.id)

const error = await send('+1303').catch((error) => error)
if (!(error instanceof Telnyx.BadRequestError)) throw new Error(`expected a BadRequestError, got ${error}`)

const { body, headers } = await received.promise
const event = await unwrap(body, headers)
const forged = await unwrap(body.replace('verify.', 'verify_'), headers)
receiver.closeAllConnections()
receiver.close()

console.log(
  JSON.stringify({
    checks: [rejected.data.response_code, accepted.data.response_code],
    statuses: [first.status, afterwards.status, late.status],
    error: { status: error.status, code: error.error.errors[0].code },
    webhook: { event: event?.data.event_type, forged: forged === null ? 'refused' : 'accepted' },
  }),
)
