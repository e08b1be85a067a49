import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const phone_number = '+15551234567'

async function useNumber(body: object = {}) {
  const api = await useApi()
  const request = () => api.post('/verified_numbers', { phone_number, verification_method: 'sms', ...body })
  const requested = await request()
  return {
    ...api,
    request,
    requested,
    code: async () => (await api.emulator.inbox.next(phone_number)).code,
    verify: (verification_code: string) =>
      api.post(`/verified_numbers/${phone_number}/actions/verify`, { verification_code }),
  }
}

test.each(['sms', 'call'])('N1: by %s the answer has number and method, without data', async (verification_method) => {
  const { requested, emulator } = await useNumber({ verification_method })
  expect(requested.status).toBe(200)
  expect(requested.body).toEqual({ phone_number, verification_method })
  const message = await emulator.inbox.next(phone_number)
  expect(message).toMatchObject({ channel: verification_method, verificationId: null, expiresAt: null })
})

test('N1: a second request creates a new code and voids the old one', async () => {
  const { request, code, verify } = await useNumber()
  const first = await code()
  await request()
  const second = await code()
  expect(second).not.toBe(first)
  expect((await verify(first)).status).toBe(422)
  expect((await verify(second)).status).toBe(200)
})

test('N1: a number that is not E.164 is refused', async () => {
  const { post } = await useApi()
  const reply = await post('/verified_numbers', { phone_number: '5551234567', verification_method: 'sms' })
  expect(reply.status).toBe(400)
  expect(reply.body.errors[0].code).toBe('10016')
})

test('N2: a code has six digits and verifies once; a wrong one is 422, 10027, an unrequested one 404', async () => {
  const { code, verify, post } = await useNumber()
  const right = await code()
  expect(right).toMatch(/^\d{6}$/)
  const wrong = await verify(right === '000000' ? '000001' : '000000')
  expect(wrong.status).toBe(422)
  expect(wrong.body.errors[0]).toMatchObject({ code: '10027', source: { pointer: '/verification_code' } })
  const verified = await verify(right)
  expect(verified.body).toEqual({
    data: { phone_number, record_type: 'verified_number', verified_at: '2026-01-31T09:30:00.123000' },
  })
  expect((await verify(right)).status).toBe(404)
  expect((await post('/verified_numbers/+15550000000/actions/verify', { verification_code: right })).status).toBe(404)
})

test('N3: verified numbers are listed newest first, read and deleted; unverified ones are 404', async () => {
  const api = await useApi()
  const numbers = ['+15551230001', '+15551230002', '+15551230003']
  for (const number of numbers) {
    await api.post('/verified_numbers', { phone_number: number, verification_method: 'sms' })
    if (number === numbers[2]) break
    const { code } = await api.emulator.inbox.next(number)
    await api.post(`/verified_numbers/${number}/actions/verify`, { verification_code: code })
  }
  const { body } = await api.get('/verified_numbers')
  expect(body.data.map((item: { phone_number: string }) => item.phone_number)).toEqual([numbers[1], numbers[0]])
  expect(body.meta).toEqual({ total_pages: 1, total_results: 2, page_number: 1, page_size: 25 })
  expect((await api.get(`/verified_numbers/${numbers[0]}`)).body.data.phone_number).toBe(numbers[0])
  expect((await api.get(`/verified_numbers/${numbers[2]}`)).status).toBe(404)
  expect((await api.delete(`/verified_numbers/${numbers[0]}`)).body.data.phone_number).toBe(numbers[0])
  expect((await api.delete(`/verified_numbers/${numbers[0]}`)).status).toBe(404)
  expect((await api.get(`/verified_numbers/${numbers[0]}`)).status).toBe(404)
})

test.each([
  ['call', 'ww243w1', 200, undefined],
  ['sms', null, 200, undefined],
  ['call', '1'.repeat(51), 422, '10025'],
  ['call', 'xyz', 422, '10032'],
  ['sms', 'ww243w1', 422, '10027'],
])('N4: by %s with the extension %s: %i', async (verification_method, extension, status, code) => {
  const { requested } = await useNumber({ verification_method, extension })
  expect(requested.status).toBe(status)
  if (code) expect(requested.body.errors[0]).toMatchObject({ code, source: { pointer: '/extension' } })
})

test('N4: in the spec dialect an extension without a call is ignored with a hint', async () => {
  const { post, emulator } = await useApi({ dialect: 'spec' })
  const reply = await post('/verified_numbers', { phone_number, verification_method: 'sms', extension: 'ww243w1' })
  expect(reply.status).toBe(200)
  expect(reply.headers.get('x-emulator-hint')).toBe('ignored extension, which only works with the method call')
  expect((await emulator.inbox.next(phone_number)).channel).toBe('sms')
  const called = await post('/verified_numbers', { phone_number, verification_method: 'call', extension: 'ww243w1' })
  expect(called.headers.get('x-emulator-hint')).toBeNull()
})

test('N1: a number that is verified already gets a new code, with a hint', async () => {
  const { request, requested, code, verify } = await useNumber()
  expect(requested.headers.get('x-emulator-hint')).toBeNull()
  expect((await request()).headers.get('x-emulator-hint')).toBeNull() // asked for, but not verified
  await verify(await code())
  const again = await request()
  expect(again.status).toBe(200)
  expect(again.headers.get('x-emulator-hint')).toContain('+15551234567 is verified already')
  expect(again.headers.get('x-emulator-hint')).toContain('422, "already verified"')
  expect((await verify(await code())).status).toBe(200)
})
