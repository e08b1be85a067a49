import { describe, expect, test } from 'vitest'
import { type ErrorCode, errorCodes } from '../../src/core/errors.js'
import { checkOutcomes } from '../../src/core/scenarios.js'
import { startKnown } from '../support/checks.js'
import { useApi } from '../support/emulator.js'
import { useForced, ways } from '../support/forcing-methods.js'

/** Each outcome four ways, with one meaning. What is about scenarios themselves is in scenarios.test.ts. */

const dialects = ['docs', 'spec'] as const
const statusAfter = {
  accepted: 'accepted',
  rejected: 'pending',
  expired: 'expired',
  max_attempts_exceeded: 'invalid',
} as const

/** The vendor's document knows no other words than accepted and rejected (C4, C5). */
const wordOf = (outcome: string, dialect: (typeof dialects)[number]) =>
  dialect === 'spec' && outcome !== 'accepted' ? 'rejected' : outcome

describe.each(dialects)('in the %s dialect', (dialect) => {
  describe.each(ways)('by %s', (way) => {
    test.each(checkOutcomes)('a check comes to %s, by phone number and by id', async (outcome) => {
      const forced = await useForced(way, outcome, { dialect })
      for (const check of ['byPhone', 'byId'] as const) {
        const known = await startKnown(forced, forced.phone_number)
        // The opposite of what the code deserves.
        const code = outcome === 'accepted' ? known.wrong : known.right
        const reply = await known[check](code, forced.headers)
        expect(reply.status).toBe(200)
        expect(reply.body).toEqual({
          data: { phone_number: forced.phone_number, response_code: wordOf(outcome, dialect) },
        })
        expect(reply.headers.get('x-emulator-scenario')).toBe(forced.id)
        expect(reply.headers.get('x-emulator-hint')).toBe(
          outcome === 'accepted' ? null : `${forced.id} wants ${outcome}; the code was right`,
        )
        expect(await known.status()).toBe(statusAfter[outcome])
      }
    })

    test.each(checkOutcomes)('one’s own verdict comes to %s', async (outcome) => {
      const forced = await useForced(way, outcome, { dialect })
      const known = await startKnown(forced, forced.phone_number)
      const reply = await known.settle(outcome === 'accepted' ? 'rejected' : 'accepted', forced.headers)
      expect(reply.body.data.response_code).toBe(wordOf(outcome, dialect))
      expect(reply.headers.get('x-emulator-scenario')).toBe(forced.id)
      // C8: a verdict is final.
      expect(await known.status()).toBe(outcome === 'rejected' ? 'invalid' : statusAfter[outcome])
    })

    test.each(Object.entries(errorCodes) as [ErrorCode, { status: number; title: string }][])(
      'a creation is refused with %s',
      async (code, { status, title }) => {
        const { post, get, emulator, phone_number, headers, id } = await useForced(way, code, { dialect })
        const request = { phone_number, verify_profile_id: emulator.profileId }
        const refused = await post('/verifications/sms', request, headers)
        const ofNumbers = await post('/verified_numbers', { phone_number, verification_method: 'sms' }, headers)
        // H9: the vendor's document declares 422 for Verified Numbers only.
        expect(refused.status).toBe(dialect === 'spec' && status === 422 ? 400 : status)
        expect(ofNumbers.status).toBe(status)
        for (const reply of [refused, ofNumbers]) {
          expect(reply.body.errors).toEqual([{ code, title, detail: `${title}.`, meta: expect.anything() }])
          expect(reply.headers.get('x-emulator-scenario')).toBe(id)
          expect(reply.headers.get('retry-after')).toBe(status === 429 ? '1' : null)
        }
        expect((await get(`/verifications/by_phone_number/${phone_number}`)).body.data).toEqual([])
        expect(await emulator.inbox.list()).toEqual([])
      },
    )
  })
})

const channels = ['sms', 'whatsapp', 'call', 'flashcall'] as const
const failures = ['sending_failed', 'delivery_failed', 'delivery_unconfirmed'] as const

describe.each(ways)('by %s', (way) => {
  describe.each(channels)('and %s', (channel) => {
    const isCall = channel === 'call' || channel === 'flashcall'

    test('a message is delivered', async () => {
      const { post, emulator, phone_number, headers, id } = await useForced(way, 'delivered')
      const started = await post(
        `/verifications/${channel}`,
        { phone_number, verify_profile_id: emulator.profileId },
        headers,
      )
      expect(started.headers.get('x-emulator-scenario')).toBe(id)
      expect(await emulator.inbox.list()).toMatchObject([
        { phoneNumber: phone_number, channel, verificationId: started.body.data.id },
      ])
    })

    test('a delayed message arrives half a minute later, and no sooner', async () => {
      const { post, emulator, phone_number, headers, id } = await useForced(way, 'delayed')
      const started = await post(
        `/verifications/${channel}`,
        { phone_number, verify_profile_id: emulator.profileId },
        headers,
      )
      expect(started.headers.get('x-emulator-scenario')).toBe(id)
      expect(await emulator.clock.advance(29_999)).toEqual([])
      expect(await emulator.inbox.list()).toEqual([])
      expect(await emulator.clock.advance(1)).toMatchObject([
        { event: 'message.arrived' },
        { event: 'delivery.delivered' },
      ])
      const { code } = await emulator.inbox.next(phone_number)
      const checked = await post(`/verifications/${started.body.data.id}/actions/verify`, { code })
      expect(checked.body.data.response_code).toBe('accepted')
    })

    test.each(failures)('C11: a delivery that comes to %s leaves no message', async (outcome) => {
      const { post, get, emulator, phone_number, headers, id } = await useForced(way, outcome)
      const started = await post(
        `/verifications/${channel}`,
        { phone_number, verify_profile_id: emulator.profileId },
        headers,
      )
      const { data } = started.body
      expect(started.status).toBe(200)
      expect(started.headers.get('x-emulator-scenario')).toBe(id)
      expect(data.status).toBe(isCall ? 'error' : 'pending')
      expect((await get(`/verifications/${data.id}`)).body.data.status).toBe(data.status)
      const checked = await post(`/verifications/${data.id}/actions/verify`, { code: '1' })
      expect(checked.status).toBe(isCall ? 404 : 200)
      if (isCall) expect(checked.headers.get('x-emulator-hint')).toContain('the call was not answered')
      expect(await emulator.inbox.list()).toEqual([])
      const waiting = emulator.inbox.next(phone_number, { timeout: 0 })
      await expect(waiting).rejects.toMatchObject({
        status: 408,
        message: expect.stringMatching(/^No message to \+\d+ within 0 s: nothing at all has been sent/),
      })
    })
  })
})

describe('what a check is forced to is counted as if it had happened', () => {
  test('five right codes that are rejected make it invalid, the sixth is one too many', async () => {
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
    expect(sixth.headers.get('x-emulator-hint')).toContain('5 wrong codes have been tried')
  })

  test('forced and real wrong codes add up', async () => {
    const known = await startKnown(await useApi(), '+13035551234')
    for (let attempt = 1; attempt <= 4; attempt++)
      await known.byPhone(known.right, { 'x-emulator-outcome': 'rejected' })
    expect((await known.byId(known.wrong)).headers.get('x-emulator-hint')).toBe('wrong code, 5 of 5 attempts used')
    expect(await known.status()).toBe('invalid')
  })

  test('after a rejection that was used up the right code works', async () => {
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
  ])('what was forced to be %s stays so, whatever is forced then', async (outcome, then, status, word) => {
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
  })

  test('a delivery that fails after a while ends a call then, and not when it has been accepted meanwhile', async () => {
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
