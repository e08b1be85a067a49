import { setupServer } from 'msw/node'
import { createEmulator } from 'telnyx-verify-emulator'
import { handlers } from 'telnyx-verify-emulator/msw'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkCode, sendCode } from '../src/login.js'

const phone = '+13035551234'
/** The profile that the application has built in, with six-digit codes. */
const profile = { id: '4900019b-76da-b800-8000-000000000001', name: 'Login', sms: { code_length: 6 } }
const emulator = await createEmulator({ fixtures: { version: 1, profiles: [profile] } })
const server = setupServer(...handlers(emulator))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => emulator.reset())
afterAll(async () => {
  server.close()
  await emulator.close()
})

/** Sends a code and returns the ID of the verification. */
async function sendCodeTo(phoneNumber: string): Promise<string> {
  const id = await sendCode(phoneNumber)
  if (id === undefined) throw new Error('no code was sent')
  return id
}

test('the correct code is accepted once', async () => {
  const id = await sendCodeTo(phone)
  const { code } = await emulator.inbox.next(phone)
  expect(await checkCode(id, code)).toBe(true)
  expect(await checkCode(id, code)).toBe(false)
})

test('a wrong code is rejected', async () => {
  const id = await sendCodeTo(phone)
  const { code } = await emulator.inbox.next(phone)
  expect(await checkCode(id, code === '000000' ? '111111' : '000000')).toBe(false)
  expect(await checkCode(id, code)).toBe(true)
})

test('a code expires after five minutes', async () => {
  const id = await sendCodeTo(phone)
  const { code } = await emulator.inbox.next(phone)
  await emulator.clock.advance('5m')
  expect(await checkCode(id, code)).toBe(false)
})

test('a forced expired check is rejected', async () => {
  await emulator.scenarios.add({ outcome: 'expired', times: 1 })
  const id = await sendCodeTo(phone)
  const { code } = await emulator.inbox.next(phone)
  expect(await checkCode(id, code)).toBe(false)
})

test('a code that cannot be checked is neither right nor wrong', async () => {
  const id = await sendCodeTo(phone)
  const { code } = await emulator.inbox.next(phone)
  await emulator.faults.set([{ fault: { kind: 'status', status: 503 }, times: 1 }])
  await expect(checkCode(id, code)).rejects.toThrow('503')
  expect(await checkCode(id, code)).toBe(true)
})

test('a broken connection sends no code', async () => {
  await emulator.faults.set([{ match: { operation: 'CreateVerificationSms' }, fault: { kind: 'reset' }, times: 1 }])
  expect(await sendCode(phone)).toBeUndefined()
  expect(await emulator.inbox.list()).toEqual([])
  expect(await sendCode(phone)).toBeDefined()
})
