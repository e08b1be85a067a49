import Telnyx from 'telnyx'
import { test as base } from 'telnyx-verify-emulator/vitest'
import { describe, expect } from 'vitest'
import { Login } from '../src/login.js'

const phone = '+13035551234'

/** Each test has an emulator's sandbox of its own (`verify`), and the application's login on top of it. */
const test = base.extend<{ login: Login }>({
  login: async ({ verify }, use) => {
    const client = new Telnyx({ apiKey: verify.apiKey, baseURL: verify.url, fetch: verify.fetch })
    await use(new Login(client, verify.profileId))
  },
})

test('the right code lets in, once', async ({ verify, login }) => {
  await login.sendCode(phone)
  const { code } = await verify.inbox.next(phone)
  expect(await login.checkCode(phone, code)).toBe(true)
  expect(await login.checkCode(phone, code)).toBe(false)
})

test('a wrong code does not, and after five of them not even the right one does', async ({ verify, login }) => {
  await login.sendCode(phone)
  const { code } = await verify.inbox.next(phone)
  const wrong = code === '00000' ? '11111' : '00000'
  for (let guess = 1; guess <= 5; guess += 1) expect(await login.checkCode(phone, wrong)).toBe(false)
  expect(await login.checkCode(phone, code)).toBe(false)
})

test('a code is good for five minutes', async ({ verify, login }) => {
  await login.sendCode(phone)
  const { code } = await verify.inbox.next(phone)
  await verify.clock.advance('5m')
  expect(await login.checkCode(phone, code)).toBe(false)
})

test('one SMS is sent for a login', async ({ verify, login }) => {
  await expect(verify).not.toHaveReceivedCode(phone)
  await login.sendCode(phone)
  await expect(verify).toHaveReceivedCode(phone, { channel: 'sms' })
  await expect(verify).toHaveRequested('CreateVerificationSms', { match: { phone_number: phone }, times: 1 })
})

describe('when something is wrong at the other side', () => {
  test('a number that cannot be reached is told apart', async ({ verify, login }) => {
    await verify.scenarios.add({ match: { phone_number: phone }, outcome: '40309' })
    await expect(login.sendCode(phone)).rejects.toThrow('to this number')
  })

  test('one failed request is survived, because the SDK tries again', async ({ verify, login }) => {
    await verify.faults.set([
      {
        match: { operation: 'CreateVerificationSms' },
        fault: { kind: 'status', status: 503, retry_after: 0 },
        times: 1,
      },
    ])
    await login.sendCode(phone)
    await expect(verify).toHaveReceivedCode(phone)
  })

  test('an outage is told to the user, after three attempts', async ({ verify, login }) => {
    await verify.faults.set([
      { match: { operation: 'CreateVerificationSms' }, fault: { kind: 'status', status: 503, retry_after: 0 } },
    ])
    await expect(login.sendCode(phone)).rejects.toThrow('try again later')
    await expect(verify).toHaveRequested('CreateVerificationSms', { times: 3 })
    await expect(verify).not.toHaveReceivedCode(phone)
  })
})
