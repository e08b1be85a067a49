import { describe, test } from 'node:test'
import Telnyx from 'telnyx'
import { assert, setupTelnyx } from 'telnyx-verify-emulator/node-test'
import { Login } from '../src/login.js'

const phone = '+13035551234'
const openTelnyx = setupTelnyx()

/**
 * Each test has its own sandbox, `telnyx`, and a login that uses it, with six-digit codes.
 *
 * @param {import('node:test').TestContext} t
 */
async function openLogin(t) {
  const { telnyx, handset } = await openTelnyx(t)
  const client = new Telnyx({ apiKey: telnyx.apiKey, baseURL: telnyx.url, fetch: telnyx.fetch })
  const profile = await client.verifyProfiles.create({ name: 'Login', sms: { code_length: 6 } })
  return { telnyx, handset, login: new Login(client, String(profile.data?.id)) }
}

describe('a login', { concurrency: true }, () => {
  test('the correct code is accepted once', async (t) => {
    const { handset, login } = await openLogin(t)
    const id = await login.sendCode(phone)
    const code = await handset.code(phone)
    assert.equal(await login.checkCode(id, code), true)
    assert.equal(await login.checkCode(id, code), false)
  })

  test('a wrong code is rejected, and after five of them the correct one too', async (t) => {
    const { handset, login } = await openLogin(t)
    const id = await login.sendCode(phone)
    const code = await handset.code(phone)
    const wrong = code === '000000' ? '111111' : '000000'
    for (let guess = 1; guess <= 5; guess += 1) assert.equal(await login.checkCode(id, wrong), false)
    assert.equal(await login.checkCode(id, code), false)
  })

  test('a code expires after five minutes', async (t) => {
    const { telnyx, handset, login } = await openLogin(t)
    const id = await login.sendCode(phone)
    const code = await handset.code(phone)
    await telnyx.clock.advance('5m')
    assert.equal(await login.checkCode(id, code), false)
  })

  test('one SMS is sent', async (t) => {
    const { telnyx, login } = await openLogin(t)
    await assert.notSentCodeTo(telnyx, phone)
    await login.sendCode(phone)
    await assert.sentCodeTo(telnyx, phone, { channel: 'sms' })
    await assert.receivedRequest(telnyx, 'CreateVerificationSms', { match: { phoneNumber: phone }, times: 1 })
  })

  test('the user is told about an outage after three attempts', async (t) => {
    const { telnyx, login } = await openLogin(t)
    await telnyx.faults.set([
      { match: { operation: 'CreateVerificationSms' }, fault: { kind: 'status', status: 503, retryAfter: 0 } },
    ])
    await assert.rejects(login.sendCode(phone), /try again later/)
    await assert.receivedRequest(telnyx, 'CreateVerificationSms', { times: 3 })
    await assert.notSentCodeTo(telnyx, phone)
  })
})
