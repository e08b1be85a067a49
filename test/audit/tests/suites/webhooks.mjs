/** Tests of an application that learns from webhooks. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { connect } from 'telnyx-verify-emulator'
import { Login } from './login.mjs'
import { startReceiver } from './receiver.mjs'

const emulator = connect({ url: process.env.TVE_URL, sandbox: process.env.TVE_SANDBOX })
const login = new Login(process.env)
const phone = '+13035551234'
let receiver

before(async () => {
  receiver = await startReceiver((await emulator.info()).publicKey)
})
beforeEach(async () => {
  await emulator.reset()
  await emulator.webhooks.setUrl(receiver.url)
  receiver.clear()
})
after(() => receiver.close())

/** Delivers what is due within some time; webhooks are delivered on the way. */
const pass = (duration) => emulator.clock.advance(duration)

test('a delivered code is noted', async () => {
  await login.sendCode(phone)
  await pass('10s')
  assert.equal(receiver.notes.get(phone)?.deliveries, 1)
})

test('a failed delivery is noted', async () => {
  await emulator.scenarios.add({ outcome: 'delivery_failed' })
  await login.sendCode(phone)
  await pass('10s')
  assert.equal(receiver.notes.get(phone)?.failures, 1)
})

test('an expired verification is not noted as accepted', async () => {
  await login.sendCode(phone)
  await pass('10m')
  assert.equal(receiver.notes.get(phone)?.isAccepted, false)
})
