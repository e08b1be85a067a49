/** Tests that notice every lie they are told. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { connect } from 'telnyx-verify-emulator'
import { CannotSend, Login } from './login.mjs'

const emulator = connect({ url: process.env.TVE_URL, sandbox: process.env.TVE_SANDBOX })
const login = new Login(process.env)
const phone = '+13035551234'
const otherPhone = '+13125000000'

const codeOf = async (number) => (await emulator.inbox.next(number, { timeout: '1s' })).code
const wrongFor = (code) => (code === '00000' ? '11111' : '00000')

beforeEach(() => emulator.reset())

test('the right code logs in, once', async () => {
  await login.sendCode(phone)
  const code = await codeOf(phone)
  assert.equal(await login.checkCode(phone, code), 'in')
  assert.equal(await login.checkCode(phone, code), 'ask for a new code')
})

test('a wrong code has its own message and can be corrected', async () => {
  await login.sendCode(phone)
  const code = await codeOf(phone)
  assert.equal(await login.checkCode(phone, wrongFor(code)), 'wrong code')
  assert.equal(await login.checkCode(phone, code), 'in')
})

test('after five wrong codes the right one is refused too', async () => {
  await login.sendCode(phone)
  const code = await codeOf(phone)
  for (let guess = 1; guess <= 5; guess += 1) await login.checkCode(phone, wrongFor(code))
  assert.notEqual(await login.checkCode(phone, code), 'in')
})

test('a code expires after five minutes', async () => {
  await login.sendCode(phone)
  const code = await codeOf(phone)
  await emulator.clock.advance('5m')
  assert.notEqual(await login.checkCode(phone, code), 'in')
})

test('a code expires after the time that was asked for', async () => {
  await login.sendCode(phone, { timeout_secs: 60 })
  const code = await codeOf(phone)
  await emulator.clock.advance('1m')
  assert.notEqual(await login.checkCode(phone, code), 'in')
})

test('a code of our own is the one on the phone', async () => {
  await login.sendCode(phone, { custom_code: '43612' })
  assert.equal(await codeOf(phone), '43612')
})

test('the code of another phone is refused', async () => {
  await login.sendCode(otherPhone)
  const otherCode = await codeOf(otherPhone)
  await login.sendCode(phone)
  assert.notEqual(await login.checkCode(phone, otherCode), 'in')
})

test('a new code replaces the old one, and the old login can still be finished by its ID', async () => {
  const first = await login.sendCode(phone)
  const oldCode = await codeOf(phone)
  await login.sendCode(phone)
  assert.notEqual(await login.checkCode(phone, oldCode), 'in')
  assert.equal(await login.checkCode(phone, oldCode, first), 'in')
})

test('a number that cannot be reached has its own message, and gets no code', async () => {
  await emulator.scenarios.add({ outcome: '40309' })
  await assert.rejects(login.sendCode(phone), new CannotSend('We cannot reach this number.'))
})
