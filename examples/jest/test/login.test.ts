import Telnyx from 'telnyx'
import { setupTelnyx } from 'telnyx-verify-emulator/jest'
import { Login } from '../src/login'

const phone = '+13035551234'

/** Each test has its own sandbox, `telnyx`, and a login that uses it, with six-digit codes. */
const { telnyx, handset } = setupTelnyx()
let login: Login
beforeEach(async () => {
  const client = new Telnyx({ apiKey: telnyx.apiKey, baseURL: telnyx.url, fetch: telnyx.fetch })
  const profile = await client.verifyProfiles.create({ name: 'Login', sms: { code_length: 6 } })
  login = new Login(client, String(profile.data?.id))
})

test('the correct code is accepted once', async () => {
  const id = await login.sendCode(phone)
  const code = await handset.code(phone)
  expect(await login.checkCode(id, code)).toBe(true)
  expect(await login.checkCode(id, code)).toBe(false)
})

test('a wrong code is rejected, and after five of them the correct one too', async () => {
  const id = await login.sendCode(phone)
  const code = await handset.code(phone)
  const wrong = code === '000000' ? '111111' : '000000'
  for (let guess = 1; guess <= 5; guess += 1) expect(await login.checkCode(id, wrong)).toBe(false)
  expect(await login.checkCode(id, code)).toBe(false)
})

test('a code expires after five minutes', async () => {
  const id = await login.sendCode(phone)
  const code = await handset.code(phone)
  await telnyx.clock.advance('5m')
  expect(await login.checkCode(id, code)).toBe(false)
})

test('a code outlives fake timers', async () => {
  jest.useFakeTimers({ now: 0 })
  try {
    const id = await login.sendCode(phone)
    jest.advanceTimersByTime(3_600_000)
    expect(await login.checkCode(id, await handset.code(phone))).toBe(true)
  } finally {
    jest.useRealTimers()
  }
})

test('a login sends one SMS', async () => {
  await expect(telnyx).not.toHaveSentCodeTo(phone)
  await login.sendCode(phone)
  await expect(telnyx).toHaveSentCodeTo(phone, { channel: 'sms' })
  await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { match: { phoneNumber: phone }, times: 1 })
})

describe('when the service fails', () => {
  test('a number that cannot be reached has its own message', async () => {
    await telnyx.scenarios.add({ match: { phoneNumber: phone }, outcome: '40309' })
    await expect(login.sendCode(phone)).rejects.toThrow('to this number')
  })

  test('one failed request goes unnoticed, because the SDK retries', async () => {
    await telnyx.faults.set([
      {
        match: { operation: 'CreateVerificationSms' },
        fault: { kind: 'status', status: 503, retryAfter: 0 },
        times: 1,
      },
    ])
    await login.sendCode(phone)
    await expect(telnyx).toHaveSentCodeTo(phone)
  })

  test('the user is told about an outage after three attempts', async () => {
    await telnyx.faults.set([
      { match: { operation: 'CreateVerificationSms' }, fault: { kind: 'status', status: 503, retryAfter: 0 } },
    ])
    await expect(login.sendCode(phone)).rejects.toThrow('try again later')
    await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { times: 3 })
    await expect(telnyx).not.toHaveSentCodeTo(phone)
  })
})
