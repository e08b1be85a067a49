import { describe, expect, test } from 'vitest'
import { type ErrorCode, errorCodes } from '../../src/core/errors.js'
import { checkOutcomes } from '../../src/core/scenarios.js'
import { startKnown } from '../support/checks.js'
import { useApi } from '../support/emulator.js'
import { type Forced, useForced, ways } from '../support/forcing-methods.js'

/** Every outcome and every forcing method once. See scenarios.test.ts for scenarios themselves. */

const startBy = ({ post, phone_number, emulator, headers }: Forced, channel: string) =>
  post(`/verifications/${channel}`, { phone_number, verify_profile_id: emulator.profileId }, headers)

describe.each(ways)('by %s', (way) => {
  test('the outcome of a check is forced', async () => {
    const forced = await useForced(way, 'expired')
    const known = await startKnown(forced, forced.phone_number)
    const reply = await known.byPhone(known.right, forced.headers)
    expect(reply.body.data).toEqual({ phone_number: forced.phone_number, response_code: 'expired' })
    expect(reply.headers.get('x-emulator-scenario')).toBe(forced.id)
    expect(reply.headers.get('x-emulator-hint')).toContain(`${forced.id} forces expired; the code was correct | `)
    expect(await known.status()).toBe('expired')
  })

  test('an error of a creation is forced', async () => {
    const forced = await useForced(way, '40333')
    const refused = await startBy(forced, 'sms')
    expect(refused.body.errors[0].code).toBe('40333')
    expect(refused.headers.get('x-emulator-scenario')).toBe(forced.id)
    expect(await forced.emulator.inbox.list()).toEqual([])
  })

  test('a failed delivery is forced', async () => {
    const forced = await useForced(way, 'sending_failed')
    const started = await startBy(forced, 'sms')
    expect(started.status).toBe(200)
    expect(started.headers.get('x-emulator-scenario')).toBe(forced.id)
    expect(await forced.emulator.inbox.list()).toEqual([])
  })
})

const statusAfter = {
  accepted: 'accepted',
  rejected: 'pending',
  expired: 'expired',
  max_attempts_exceeded: 'invalid',
} as const

/** The vendor's document allows accepted and rejected only (C4, C5). */
const wordInSpec = (outcome: string) => (outcome === 'accepted' ? 'accepted' : 'rejected')

describe.each(checkOutcomes)('a check forced to be %s', (outcome) => {
  test.each([
    ['docs', outcome],
    ['spec', wordInSpec(outcome)],
  ] as const)('by phone number and by id, in the %s dialect, returns %s', async (dialect, word) => {
    const forced = await useForced('a header', outcome, { dialect })
    for (const check of ['byPhone', 'byId'] as const) {
      const known = await startKnown(forced, forced.phone_number)
      // The opposite of the real outcome.
      const reply = await known[check](outcome === 'accepted' ? known.wrong : known.right, forced.headers)
      expect(reply.status).toBe(200)
      expect(reply.body.data.response_code).toBe(word)
      expect(await known.status()).toBe(statusAfter[outcome])
    }
  })

  test('by verdict returns it, too, and is final (C8)', async () => {
    const forced = await useForced('a header', outcome)
    const known = await startKnown(forced, forced.phone_number)
    const reply = await known.settle(outcome === 'accepted' ? 'rejected' : 'accepted', forced.headers)
    expect(reply.body.data.response_code).toBe(outcome)
    expect(reply.headers.get('x-emulator-scenario')).toBe(forced.id)
    expect(await known.status()).toBe(outcome === 'rejected' ? 'invalid' : statusAfter[outcome])
  })
})

describe('a refused creation', () => {
  const refuse = async (code: string, dialect: 'docs' | 'spec') => {
    const forced = await useForced('a header', code, { dialect })
    const { post, phone_number, headers } = forced
    const started = await startBy(forced, 'sms')
    const ofNumbers = await post('/verified_numbers', { phone_number, verification_method: 'sms' }, headers)
    return { ...forced, started, ofNumbers }
  }

  test.each(Object.entries(errorCodes) as [ErrorCode, { status: number; title: string }][])(
    'has status, title and no effect, with %s',
    async (code, { status, title }) => {
      const { started, ofNumbers, get, emulator, phone_number } = await refuse(code, 'docs')
      for (const reply of [started, ofNumbers]) {
        expect(reply.status).toBe(status)
        expect(reply.body.errors).toMatchObject([{ code, title, meta: expect.anything() }])
        expect(reply.headers.get('retry-after')).toBe(status === 429 ? '1' : null)
      }
      expect((await get(`/verifications/by_phone_number/${phone_number}`)).body.data).toEqual([])
      expect(await emulator.inbox.list()).toEqual([])
    },
  )

  test('H9: in the spec dialect 422 becomes 400, except for Verified Numbers', async () => {
    const [unprocessable] = Object.entries(errorCodes).find(([, { status }]) => status === 422) ?? ['']
    const { started, ofNumbers } = await refuse(unprocessable, 'spec')
    expect([started.status, ofNumbers.status]).toEqual([400, 422])
  })
})

const channels = ['sms', 'whatsapp', 'call', 'flashcall'] as const

test.each(channels)('a delivery forced to be delivered arrives by %s', async (channel) => {
  const forced = await useForced('a header', 'delivered')
  const started = await startBy(forced, channel)
  expect(await forced.emulator.inbox.list()).toMatchObject([
    { phoneNumber: forced.phone_number, channel, verificationId: started.body.data.id },
  ])
})

test('a delayed message arrives after exactly 30 seconds', async () => {
  const forced = await useForced('a header', 'delayed')
  const { post, emulator, phone_number } = forced
  const started = await startBy(forced, 'sms')
  expect((await emulator.clock.advance(29_999)).events).toEqual([])
  expect(await emulator.inbox.list()).toEqual([])
  expect((await emulator.clock.advance(1)).events).toMatchObject([
    { event: 'message.arrived' },
    { event: 'delivery.delivered' },
  ])
  const { code } = await emulator.inbox.next(phone_number)
  const checked = await post(`/verifications/${started.body.data.id}/actions/verify`, { code })
  expect(checked.body.data.response_code).toBe('accepted')
})

const failures = ['sending_failed', 'delivery_failed', 'delivery_unconfirmed'] as const

/** Texts and calls: only an unanswered call ends its verification. */
describe.each(['sms', 'whatsapp', 'call', 'flashcall'] as const)('by %s', (channel) => {
  test.each(failures)(
    'V2, C6, C11: a delivery that fails as %s leaves no message and is answered pending',
    async (outcome) => {
      const forced = await useForced('a header', outcome)
      const { post, get, emulator, phone_number } = forced
      const isUnanswered = channel.endsWith('call') && outcome !== 'delivery_unconfirmed'
      const { data } = (await startBy(forced, channel)).body
      expect(data.status).toBe('pending')
      expect((await get(`/verifications/${data.id}`)).body.data.status).toBe(isUnanswered ? 'error' : 'pending')
      const byPhone = `/verifications/by_phone_number/${phone_number}/actions/verify`
      for (const checked of [
        await post(`/verifications/${data.id}/actions/verify`, { code: '1' }),
        await post(byPhone, { code: '1', verify_profile_id: data.verify_profile_id }),
      ]) {
        expect(checked.status).toBe(isUnanswered ? 404 : 200)
        if (isUnanswered) expect(checked.body.errors[0].code).toBe('10005')
        if (isUnanswered) expect(checked.headers.get('x-emulator-hint')).toContain('the call was not answered')
      }
      const waiting = emulator.inbox.next(phone_number, { timeout: 0 })
      await expect(waiting).rejects.toMatchObject({
        status: 408,
        message: expect.stringMatching(/^No message to \+\d+ within 0 s: nothing has been sent/),
      })
    },
  )
})

describe('a forced outcome counts like a real one', () => {
  test('five rejected right codes make a verification invalid, and a sixth exceeds the maximum', async () => {
    const api = await useApi()
    const known = await startKnown(api, '+13035551234')
    const header = { 'x-emulator-outcome': 'rejected' }
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(await known.status()).toBe('pending')
      expect((await known.byPhone(known.right, header)).body.data.response_code).toBe('rejected')
    }
    expect(await known.status()).toBe('invalid')
    const sixth = await known.byPhone(known.right)
    expect(sixth.body.data.response_code).toBe('max_attempts_exceeded')
    expect(sixth.headers.get('x-emulator-hint')).toContain('5 wrong codes have already been tried')
  })

  test('forced and real wrong codes add up', async () => {
    const known = await startKnown(await useApi(), '+13035551234')
    for (let attempt = 1; attempt <= 4; attempt++)
      await known.byPhone(known.right, { 'x-emulator-outcome': 'rejected' })
    expect((await known.byId(known.wrong)).headers.get('x-emulator-hint')).toBe(
      'wrong code, 5 of 5 attempts used; compare response_code with "accepted", not the status',
    )
    expect(await known.status()).toBe('invalid')
  })

  test('the right code works once a forced rejection is used up', async () => {
    const api = await useApi()
    await api.emulator.scenarios.add({ outcome: 'rejected', times: 1 })
    const known = await startKnown(api, '+13035551234')
    expect((await known.byPhone(known.right)).body.data.response_code).toBe('rejected')
    const second = await known.byPhone(known.right)
    expect(second.body.data.response_code).toBe('accepted')
    expect(second.headers.get('x-emulator-scenario')).toBeNull()
  })

  test.each([
    ['expired', 'accepted', 200, 'expired'],
    ['max_attempts_exceeded', 'accepted', 200, 'max_attempts_exceeded'],
    ['accepted', 'rejected', 404, undefined],
  ])(
    'a verification forced to be %s keeps its status, whatever is forced next',
    async (outcome, then, status, word) => {
      const known = await startKnown(await useApi(), '+13035551234')
      await known.byPhone(known.right, { 'x-emulator-outcome': outcome })
      const settled = await known.status()
      for (const headers of [{}, { 'x-emulator-outcome': then }]) {
        const reply = await known.byId(known.right, headers)
        expect(reply.status).toBe(status)
        expect(reply.body.data?.response_code).toBe(word)
        expect(reply.headers.get('x-emulator-scenario')).toBeNull()
      }
      expect(await known.status()).toBe(settled)
    },
  )

  test('a delayed delivery failure ends a call unless the call has been accepted meanwhile', async () => {
    const api = await useApi({ scenarios: [{ match: { channel: 'call' }, outcome: 'delivery_failed', delay: '10s' }] })
    const [failing, accepted] = [
      await startKnown(api, '+13035551234', 'call'),
      await startKnown(api, '+13035551235', 'call'),
    ]
    expect((await accepted.byPhone(accepted.right)).body.data.response_code).toBe('accepted')
    await api.emulator.clock.advance('10s')
    expect([await failing.status(), await accepted.status()]).toEqual(['error', 'accepted'])
  })
})
