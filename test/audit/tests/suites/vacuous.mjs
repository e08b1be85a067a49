/** Tests that reach much and assert nothing. */
import { beforeEach, test } from 'node:test'
import { connect } from 'telnyx-verify-emulator'
import { Login } from './login.mjs'

const emulator = connect({ url: process.env.TVE_URL, sandbox: process.env.TVE_SANDBOX })
const login = new Login(process.env)
const phone = '+13035551234'
const ignore = () => {}

beforeEach(() => emulator.reset())

test('a login', async () => {
  await login.sendCode(phone).catch(ignore)
  const code = await emulator.inbox.next(phone, { timeout: 0 }).catch(() => ({ code: '12345' }))
  await login.checkCode(phone, '00000').catch(ignore)
  await login.checkCode(phone, code.code).catch(ignore)
  await login.checkCode(phone, code.code).catch(ignore)
})

test('a late login', async () => {
  await login.sendCode(phone).catch(ignore)
  const code = await emulator.inbox.next(phone, { timeout: 0 }).catch(() => ({ code: '12345' }))
  await emulator.clock.advance('5m')
  await login.checkCode(phone, code.code).catch(ignore)
})
