import { describe, test } from 'node:test'
import Telnyx from 'telnyx'
import { assert, type NodeTestContext, setupTelnyx } from 'telnyx-verify-emulator/node-test'
import { Login } from '../src/login.ts'

const phone = '+13035551234'
const openTelnyx = setupTelnyx()

/** Each test has its own sandbox, `telnyx`, and a login that uses it, with six-digit codes. */
async function openLogin(t: NodeTestContext) {
  const { telnyx, handset } = await openTelnyx(t)
  const client = new Telnyx({ apiKey: telnyx.apiKey, baseURL: telnyx.url, fetch: telnyx.fetch })
  const profile = await client.verifyProfiles.create({ name: 'Login', sms: { code_length: 6 } })
  return { telnyx, handset, login: new Login(client, String(profile.data?.id)) }
}

describe('a login', () => {
  test('the correct code is accepted once', async (t) => {
    const { handset, login } = await openLogin(t)
    const id = await login.sendCode(phone)
    const code = await handset.code(phone)
    assert.equal(await login.checkCode(id, code), true)
    assert.equal(await login.checkCode(id, code), false)
  })

  test('a code expires after five minutes', async (t) => {
    const { telnyx, handset, login } = await openLogin(t)
    const id = await login.sendCode(phone)
    const code = await handset.code(phone)
    await telnyx.clock.advance('5m')
    assert.equal(await login.checkCode(id, code), false)
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
