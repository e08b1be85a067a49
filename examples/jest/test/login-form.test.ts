/** @jest-environment jsdom */
import { setupTelnyx } from 'telnyx-verify-emulator/jest'
import { type LoginApi, showLoginForm } from '../src/login-form'

const phone = '+13035551234'
const { telnyx, handset } = setupTelnyx()

/** The login's backend. jsdom has no `fetch`, but `telnyx.fetch` works here too. */
const api: LoginApi = {
  sendCode: async (phone_number) => {
    const answer = await post('/verifications/sms', { phone_number, verify_profile_id: telnyx.profileId })
    return answer.id
  },
  checkCode: async (id, code) => {
    const answer = await post(`/verifications/${id}/actions/verify`, { code })
    return answer.response_code === 'accepted'
  },
}

async function post(path: string, body: object): Promise<{ id: string; response_code: string }> {
  const headers = { authorization: `Bearer ${telnyx.apiKey}`, 'content-type': 'application/json' }
  const response = await telnyx.fetch(telnyx.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error('Please try again later.')
  return (await response.json()).data
}

/** Fills in the field of the form, sends it, and waits for a status that is new. */
async function submit(value: string): Promise<string> {
  const status = document.querySelector('[role=status]') as HTMLElement
  const changed = new Promise<void>((resolve) =>
    new MutationObserver(() => resolve()).observe(status, { childList: true }),
  )
  ;(document.querySelector('input') as HTMLInputElement).value = value
  ;(document.querySelector('form') as HTMLFormElement).requestSubmit()
  await changed
  return String(status.textContent)
}

beforeEach(() => showLoginForm(document.body, api))

test('the code on the phone logs in', async () => {
  expect(await submit(phone)).toBe('We sent you a code.')
  expect(await submit(await handset.code(phone))).toBe('Welcome.')
})

test('a wrong code does not log in', async () => {
  await submit(phone)
  const code = await handset.code(phone)
  expect(await submit(code === '00000' ? '11111' : '00000')).toBe('This code is not right.')
  await expect(telnyx).toHaveReceivedRequest('VerifyVerificationCodeById', { times: 1 })
})

test('an outage is told', async () => {
  await telnyx.faults.set([{ match: { operation: 'CreateVerificationSms' }, fault: { kind: 'status', status: 503 } }])
  expect(await submit(phone)).toBe('Please try again later.')
  await expect(telnyx).not.toHaveSentCodeTo(phone)
})
