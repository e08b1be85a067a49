import { describe, expect, test } from 'vitest'
import type { ScenarioRequest } from '../../src/client/types.js'
import { lastMoment } from '../../src/core/clock.js'
import { errorCodes } from '../../src/core/errors.js'
import { checkOutcomes, deliveryOutcomes, operationsOfStep } from '../../src/core/scenarios.js'
import { createEmulator } from '../../src/index.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { useApi } from '../support/emulator.js'
import { startKnown } from './checks.js'
import { ask } from './operations.js'

const phone_number = '+13035551234'
const operations = verifyOperations.map(({ id }) => id)

describe('an error is had of any operation that is named', () => {
  test.each(operations)('%s', async (operation) => {
    const api = await useApi()
    const { id } = await api.emulator.scenarios.add({ match: { operation }, outcome: '20012', times: 1 })
    const refused = await ask(api, operation)
    expect(refused.status).toBe(403)
    expect(refused.body.errors[0]).toMatchObject({ code: '20012', title: 'Account inactive' })
    expect(refused.headers.get('x-emulator-scenario')).toBe(id)
    expect((await ask(api, operation)).headers.get('x-emulator-scenario')).toBeNull()
  })

  test.each(operations)('%s, by its own header', async (operation) => {
    const api = await useApi()
    const refused = await ask(api, operation, { 'x-emulator-outcome': ' 20012 ' })
    expect(refused.status).toBe(403)
    expect(refused.headers.get('x-emulator-scenario')).toBe('header')
  })
})

test('without an operation an error means those that send a code', async () => {
  const api = await useApi({ scenarios: [{ outcome: '20100' }] })
  const bent: string[] = []
  for (const operation of operations) {
    if ((await ask(api, operation)).headers.get('x-emulator-scenario') !== null) bent.push(operation)
  }
  expect(bent.sort()).toEqual([...operationsOfStep.refusal].sort())
})

describe('who wins', () => {
  const use = async () => {
    const api = await useApi({
      scenarios: [{ outcome: 'max_attempts_exceeded' }, { outcome: 'accepted' }],
      testNumbers: { [phone_number]: { outcome: 'rejected' } },
    })
    await api.emulator.scenarios.add({ outcome: 'accepted' })
    await api.emulator.scenarios.add({ outcome: 'expired' })
    return { ...api, known: await startKnown(api, phone_number) }
  }

  test.each([
    ['the header', { 'x-emulator-outcome': 'rejected' }, 0, 'header', 'rejected'],
    ['then the newest scenario', {}, 0, 'scenario_2', 'expired'],
    ['then an older one', {}, 1, 'scenario_1', 'accepted'],
    ['then the configuration’s first', {}, 2, 'config_1', 'max_attempts_exceeded'],
    ['then its second', {}, 3, 'config_2', 'accepted'],
    ['then the number', {}, 4, 'test-number-13035551234', 'rejected'],
  ])('%s', async (_who, headers, without, id, outcome) => {
    const { known, emulator } = await use()
    for (const scenario of (await emulator.scenarios.list()).slice(0, without)) await emulator.scenarios.remove(scenario.id)
    const reply = await known.byPhone(known.right, headers)
    expect(reply.headers.get('x-emulator-scenario')).toBe(id)
    expect(reply.body.data.response_code).toBe(outcome)
  })
})

describe('what a scenario is for', () => {
  const other = { phone_number: '+13035551235', channel: 'call', verify_profile_id: '12345678-9abc-4def-8123-456789abcdef' } as const

  test.each([
    ['its number', { phone_number }, { phone_number: other.phone_number }],
    ['its channel', { channel: 'sms' }, { channel: other.channel }],
    ['its profile', { verify_profile_id: '4900019b-76da-b800-8000-000000000001' }, { verify_profile_id: other.verify_profile_id }],
    ['all of them', { phone_number, channel: 'sms' }, { phone_number, channel: other.channel }],
  ] as const)('%s', async (_what, match, wrongMatch) => {
    const api = await useApi({
      scenarios: [
        { match: wrongMatch, outcome: 'expired' },
        { match, outcome: 'max_attempts_exceeded' },
      ],
    })
    for (const check of ['byPhone', 'byId'] as const) {
      const known = await startKnown(api, phone_number)
      expect((await known[check](known.right)).body.data.response_code).toBe('max_attempts_exceeded')
    }
  })

  test('the operation by which the code is handed in', async () => {
    const api = await useApi({ scenarios: [{ match: { operation: 'VerifyVerificationCodeById' }, outcome: 'rejected' }] })
    const known = await startKnown(api, phone_number)
    expect((await known.byId(known.right)).body.data.response_code).toBe('rejected')
    expect((await known.byPhone(known.right)).body.data.response_code).toBe('accepted')
  })

  test('the sandbox it was set in', async () => {
    const api = await useApi()
    await api.emulator.sandbox('other').scenarios.add({ outcome: 'expired' })
    const known = await startKnown(api, phone_number)
    expect((await known.byPhone(known.right)).body.data.response_code).toBe('accepted')
  })
})

describe('how often it holds', () => {
  test('exactly so many times; the list shows what is left, and nothing of what is used up', async () => {
    const api = await useApi()
    await api.emulator.scenarios.add({ outcome: 'rejected', times: 3 })
    const known = await startKnown(api, phone_number)
    for (const left of [2, 1]) {
      expect((await known.byPhone(known.right)).headers.get('x-emulator-scenario')).toBe('scenario_1')
      expect(await api.emulator.scenarios.list()).toEqual([
        { id: 'scenario_1', match: {}, outcome: 'rejected', times: left, origin: 'request' },
      ])
    }
    await known.byPhone(known.right)
    expect(await api.emulator.scenarios.list()).toEqual([])
    expect((await known.byPhone(known.right)).body.data.response_code).toBe('accepted')
  })

  test('a request that does not come so far does not count', async () => {
    const api = await useApi()
    await api.emulator.scenarios.add({ outcome: 'sending_failed', times: 1 })
    await api.emulator.scenarios.add({ outcome: 'rejected', times: 1 })
    const start = { phone_number, verify_profile_id: api.emulator.profileId }
    expect((await api.post('/verifications/sms', {})).status).toBe(422)
    expect((await api.post('/verifications/sms', { ...start, custom_code: 'x' })).status).toBe(400)
    expect(
      (
        await api.post(`/verifications/by_phone_number/${phone_number}/actions/verify`, {
          code: '1',
          verify_profile_id: start.verify_profile_id,
        })
      ).status,
    ).toBe(404)
    expect((await api.emulator.scenarios.list()).map(({ times }) => times)).toEqual([1, 1])
  })

  test('those of the configuration hold anew in each sandbox and after a reset', async () => {
    const api = await useApi({ scenarios: [{ outcome: 'rejected', times: 1 }] })
    const outcomes: string[] = []
    const checkTwice = async (authorization: string) => {
      const headers = { authorization }
      await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId, custom_code: '43612' }, headers)
      const request = { code: '43612', verify_profile_id: api.emulator.profileId }
      for (let i = 0; i < 2; i++)
        outcomes.push(
          (await api.post(`/verifications/by_phone_number/${phone_number}/actions/verify`, request, headers)).body.data.response_code,
        )
    }
    await checkTwice('Bearer sandbox_default')
    await checkTwice('Bearer sandbox_other')
    await api.emulator.reset()
    await checkTwice('Bearer sandbox_default')
    expect(outcomes).toEqual(['rejected', 'accepted', 'rejected', 'accepted', 'rejected', 'accepted'])
  })

  test('one is forgotten, and all are', async () => {
    const { emulator } = await useApi({ scenarios: [{ outcome: 'expired' }] })
    const first = await emulator.scenarios.add({ match: { channel: 'sms' }, outcome: 'delayed', delay: '1m', times: 2 })
    const second = await emulator.scenarios.add({ outcome: '40333' })
    const ids = async () => (await emulator.scenarios.list()).map(({ id }) => id)
    expect(await ids()).toEqual(['scenario_2', 'scenario_1', 'config_1'])
    expect(await emulator.scenarios.remove(first.id)).toEqual(first)
    expect(first).toEqual({
      id: 'scenario_1',
      match: { channel: 'sms' },
      outcome: 'delayed',
      delay_ms: 60_000,
      times: 2,
      origin: 'request',
    })
    await expect(emulator.scenarios.remove(first.id)).rejects.toMatchObject({
      status: 404,
      message: 'There is no scenario "scenario_1" in sandbox "default"; there are scenario_2, config_1.',
    })
    expect(await ids()).toEqual([second.id, 'config_1'])
    await emulator.scenarios.clear()
    expect(await ids()).toEqual([])
    await expect(emulator.scenarios.remove('config_1')).rejects.toThrow('there are none, or it has been used up')
  })
})

describe('a delay', () => {
  test.each([
    ['delivered', '10s', 'message.arrived'],
    ['delayed', '10s', 'message.arrived'],
    ['delayed', 10_000, 'message.arrived'],
    ['delayed', 9999.6, 'message.arrived'],
    ['delivery_failed', '10s', 'delivery.delivery_failed'],
    ['sending_failed', '10s', 'delivery.sending_failed'],
  ] as const)('%s after %s', async (outcome, delay, event) => {
    const { post, emulator } = await useApi({ scenarios: [{ outcome, delay }] })
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    expect(await emulator.clock.advance(9999)).toEqual([])
    expect((await emulator.clock.advance(1))[0]).toMatchObject({ event })
  })

  test('none: it arrives at once', async () => {
    const { post, emulator } = await useApi({ scenarios: [{ outcome: 'delayed', delay: 0 }] })
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    expect(await emulator.inbox.list()).toHaveLength(1)
  })

  test('at the end of time it ends with it, and the sandbox can still be written down', async () => {
    const { post, emulator } = await useApi({ scenarios: [{ outcome: 'delayed', delay: '1d' }] })
    await emulator.clock.set(lastMoment - 5000)
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    expect((await emulator.snapshot.take()).verifications?.[0]?.emulator?.due?.at).toMatch(/^9999-12-31T23:59:59/)
    expect(await emulator.clock.advance('5s')).not.toEqual([])
  })
})

const allOutcomes = [...checkOutcomes, ...deliveryOutcomes, ...Object.keys(errorCodes)]

/** What will not do, and what is said to it. */
const refusals: [string, object, RegExp][] = [
  ['an unknown outcome', { outcome: 'expird' }, /^There is no outcome "expird"\. Did you mean expired\? A check comes to accepted, /],
  [
    'an outcome like nothing',
    { outcome: 'zzzzzzzz' },
    new RegExp(`${checkOutcomes.join(', ')}; a delivery to ${deliveryOutcomes.join(', ')}; an error is one of 10002, `),
  ],
  ['a word that every object knows', { outcome: 'constructor' }, /^There is no outcome "constructor"/],
  ['no outcome', {}, /^add outcome to the body$/],
  ['an outcome that is no word', { outcome: 40309 }, /^outcome must be string, you sent the number 40309$/],
  [
    'an unknown operation',
    { match: { operation: 'CreateVerificationSMS' }, outcome: '20012' },
    /^There is no operation "CreateVerificationSMS"\. Did you mean CreateVerificationSms\?$/,
  ],
  ['an operation like nothing', { match: { operation: 'Zzz' }, outcome: '20012' }, new RegExp(`There are ${operations.join(', ')}\\.$`)],
  [
    'a check outcome of a creation',
    { match: { operation: 'CreateVerificationSms' }, outcome: 'expired' },
    /expired is what a check comes to.* It can happen in VerifyVerificationCodeByPhoneNumber, VerifyVerificationCodeById\.$/,
  ],
  [
    'a delivery outcome of a check',
    { match: { operation: 'VerifyVerificationCodeById' }, outcome: 'delayed' },
    /It can happen in CreateVerificationSms, CreateVerificationCall, CreateFlashcallVerification, CreateWhatsappVerification\.$/,
  ],
  [
    'a delay of a check',
    { outcome: 'expired', delay: '5s' },
    /^delay is for deliveries \(delivered, .*\), not for expired\. A slow answer is a fault of kind latency\.$/,
  ],
  ['a delay of an error', { outcome: '40309', delay: '5s' }, /not for 40309/],
  ['a delay that is none', { outcome: 'delayed', delay: 'soon' }, /^"soon" is no duration\. Write it like 90s, 5m, /],
  ['a delay backwards', { outcome: 'delayed', delay: -5 }, /^A delay has 0 or more milliseconds, not -5\.$/],
  ['a delay without end', { outcome: 'delayed', delay: 1e300 }, /^A delay is at most a day/],
  ['a phone number without its plus sign', { match: { phone_number: '13035551234' }, outcome: 'expired' }, /phone_number.*"13035551234"/],
  ['an unknown channel', { match: { channel: 'fax' }, outcome: 'expired' }, /channel.*"fax"/],
  [
    'a profile id that is none',
    { match: { verify_profile_id: 'mine' }, outcome: 'expired' },
    /^"mine" is no profile's id\. It is a uuid, like 4900019b-/,
  ],
  ['an unknown member', { match: { phone: '+13035551234' }, outcome: 'expired' }, /no field phone/],
  ['no time at all', { outcome: 'expired', times: 0 }, /times.*0$/],
  ['half a time', { outcome: 'expired', times: 1.5 }, /^times must be integer/],
]

describe('what will not do is refused, and nothing is set', () => {
  test.each(refusals)('%s', async (_what, request, sentence) => {
    const { emulator } = await useApi()
    const refused = await emulator.scenarios.add(request as ScenarioRequest).catch((error: Error) => error)
    expect(refused).toMatchObject({
      name: 'EmulatorError',
      message: expect.stringMatching(sentence),
      status: expect.toSatisfy((status) => status === 400 || status === 422),
    })
    expect(await emulator.scenarios.list()).toEqual([])
  })

  test.each(refusals)('%s, in the configuration', async (_what, request, sentence) => {
    const good: ScenarioRequest = { outcome: 'expired' }
    const starting = createEmulator({ scenarios: [good, request as ScenarioRequest] })
    await expect(starting).rejects.toThrow(/^scenarios\[1\]: /)
    await expect(starting).rejects.toThrow(new RegExp(sentence.source.replace(/^\^/, '')))
  })

  test.each(['expird', '', 'accepted, rejected', 'ACCEPTED'])('a header with %j, with the list of all that there are', async (word) => {
    const api = await useApi()
    for (const operation of operations) {
      const refused = await ask(api, operation, { 'x-emulator-outcome': word })
      expect([operation, refused.status]).toEqual([operation, 400])
      expect(refused.body.errors[0]).toMatchObject({ code: '10015', detail: 'The header x-emulator-outcome will not do.' })
      const hint = refused.headers.get('x-emulator-hint') ?? ''
      for (const outcome of allOutcomes) expect(hint).toContain(outcome)
    }
    expect(await api.emulator.inbox.list()).toEqual([])
    expect((await api.get('/verify_profiles')).body.meta.total_results).toBe(1)
  })

  test.each([
    ['accepted', 'CreateVerificationSms'],
    ['delivered', 'VerifyVerificationCodeById'],
    ['expired', 'GetVerifyProfile'],
    ['sending_failed', 'CreateVerifiedNumber'],
  ] as const)('a header with %s, which does not happen in %s', async (outcome, operation) => {
    const api = await useApi()
    const refused = await ask(api, operation, { 'x-emulator-outcome': outcome })
    expect(refused.status).toBe(400)
    expect(refused.headers.get('x-emulator-hint')).toMatch(/It can happen in \w+, /)
    expect(await api.emulator.inbox.list()).toEqual([])
  })
})
