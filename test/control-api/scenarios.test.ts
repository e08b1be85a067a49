import { describe, expect, test } from 'vitest'
import { lastMoment } from '../../src/core/clock.js'
import { operationsOfStep } from '../../src/core/scenarios.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { startKnown } from '../support/checks.js'
import { useApi } from '../support/emulator.js'
import { ask } from '../support/operations.js'

const phone_number = '+13035551234'
const operations = verifyOperations.map(({ id }) => id)

describe('an error can be forced for any named operation', () => {
  test.each(operations)('%s', async (operation) => {
    const api = await useApi()
    const { id } = await api.emulator.scenarios.add({ match: { operation }, outcome: '20012', times: 1 })
    const refused = await ask(api, operation)
    expect(refused.status).toBe(403)
    expect(refused.body.errors[0]).toMatchObject({ code: '20012', title: 'Account inactive' })
    expect(refused.headers.get('x-emulator-scenario')).toBe(id)
    expect((await ask(api, operation)).headers.get('x-emulator-scenario')).toBeNull()
  })

  test('a header forces an error of an operation that sends no code', async () => {
    const api = await useApi()
    const refused = await ask(api, 'ListProfiles', { 'x-emulator-outcome': ' 20012 ' })
    expect(refused.status).toBe(403)
    expect(refused.headers.get('x-emulator-scenario')).toBe('header')
  })
})

test('an error without an operation applies to those that send a code', async () => {
  const api = await useApi({ scenarios: [{ outcome: '20100' }] })
  const bent: string[] = []
  for (const operation of operations) {
    if ((await ask(api, operation)).headers.get('x-emulator-scenario') !== null) bent.push(operation)
  }
  expect(bent.sort()).toEqual([...operationsOfStep.refusal].sort())
})

describe('the order of precedence', () => {
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
    ['then the first of the configuration', {}, 2, 'config_1', 'max_attempts_exceeded'],
    ['then the second of the configuration', {}, 3, 'config_2', 'accepted'],
    ['then the test number', {}, 4, 'test-number-13035551234', 'rejected'],
  ])('%s', async (_who, headers, without, id, outcome) => {
    const { known, emulator } = await use()
    for (const scenario of (await emulator.scenarios.list()).slice(0, without))
      await emulator.scenarios.remove(scenario.id)
    const reply = await known.byPhone(known.right, headers)
    expect(reply.headers.get('x-emulator-scenario')).toBe(id)
    expect(reply.body.data.response_code).toBe(outcome)
  })
})

describe('the match of a scenario', () => {
  const other = {
    phoneNumber: '+13035551235',
    channel: 'call',
    profileId: '12345678-9abc-4def-8123-456789abcdef',
  } as const

  test.each([
    ['its number', { phoneNumber: phone_number }, { phoneNumber: other.phoneNumber }],
    ['its channel', { channel: 'sms' }, { channel: other.channel }],
    ['its profile', { profileId: '4900019b-76da-b800-8000-000000000001' }, { profileId: other.profileId }],
    [
      'its profile in upper case',
      { profileId: '4900019B-76DA-B800-8000-000000000001' },
      { profileId: other.profileId },
    ],
    [
      'all of them',
      { phoneNumber: phone_number, channel: 'sms' },
      { phoneNumber: phone_number, channel: other.channel },
    ],
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

  test('a scenario can match the operation of the check', async () => {
    const api = await useApi({
      scenarios: [{ match: { operation: 'VerifyVerificationCodeById' }, outcome: 'rejected' }],
    })
    const known = await startKnown(api, phone_number)
    expect((await known.byId(known.right)).body.data.response_code).toBe('rejected')
    expect((await known.byPhone(known.right)).body.data.response_code).toBe('accepted')
  })

  test('a scenario applies in the sandbox where it was set', async () => {
    const api = await useApi()
    await api.emulator.sandbox('other').scenarios.add({ outcome: 'expired' })
    const known = await startKnown(api, phone_number)
    expect((await known.byPhone(known.right)).body.data.response_code).toBe('accepted')
  })
})

describe('the number of times', () => {
  test('a scenario applies the given number of times; the list shows the remainder and omits used-up ones', async () => {
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

  test('a request refused earlier does not use up a scenario', async () => {
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

  test('scenarios of the configuration apply anew in each sandbox and after a reset', async () => {
    const api = await useApi({ scenarios: [{ outcome: 'rejected', times: 1 }] })
    const outcomes: string[] = []
    const checkTwice = async (authorization: string) => {
      const headers = { authorization }
      await api.post(
        '/verifications/sms',
        { phone_number, verify_profile_id: api.emulator.profileId, custom_code: '43612' },
        headers,
      )
      const request = { code: '43612', verify_profile_id: api.emulator.profileId }
      for (let i = 0; i < 2; i++)
        outcomes.push(
          (await api.post(`/verifications/by_phone_number/${phone_number}/actions/verify`, request, headers)).body.data
            .response_code,
        )
    }
    await checkTwice('Bearer sandbox_default')
    await checkTwice('Bearer sandbox_other')
    await api.emulator.reset()
    await checkTwice('Bearer sandbox_default')
    expect(outcomes).toEqual(['rejected', 'accepted', 'rejected', 'accepted', 'rejected', 'accepted'])
  })

  test('one scenario can be removed, and all can be cleared', async () => {
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
      delayMs: 60_000,
      times: 2,
      origin: 'request',
    })
    await expect(emulator.scenarios.remove(first.id)).rejects.toMatchObject({
      status: 404,
      message: 'Unknown scenario "scenario_1". Did you mean scenario_2?',
    })
    expect(await ids()).toEqual([second.id, 'config_1'])
    await emulator.scenarios.clear()
    expect(await ids()).toEqual([])
    await expect(emulator.scenarios.remove('config_1')).rejects.toThrow(
      'Unknown scenario "config_1". None are available. It may be used up.',
    )
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
    expect((await emulator.clock.advance(9999)).events).toEqual([])
    expect((await emulator.clock.advance(1)).events[0]).toMatchObject({ event })
  })

  test('a delay of 0 delivers at once', async () => {
    const { post, emulator } = await useApi({ scenarios: [{ outcome: 'delayed', delay: 0 }] })
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    expect(await emulator.inbox.list()).toHaveLength(1)
  })

  test('a delay is limited to the end of the clock’s range, and a snapshot can still be taken', async () => {
    const { post, emulator } = await useApi({ scenarios: [{ outcome: 'delayed', delay: '1d' }] })
    await emulator.clock.set(lastMoment - 5000)
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    expect((await emulator.snapshot.take()).verifications?.[0]?.emulator?.due?.at).toMatch(/^9999-12-31T23:59:59/)
    expect((await emulator.clock.advance('5s')).events).not.toEqual([])
  })
})

test('set replaces all scenarios in the order in which they are tried', async () => {
  const { emulator } = await useApi({ scenarios: [{ outcome: 'rejected' }] })
  const outcomes = async () => (await emulator.scenarios.list()).map(({ outcome }) => outcome)
  const set = await emulator.scenarios.set([{ outcome: 'expired', times: 1 }, { outcome: 'accepted' }])
  expect(await emulator.scenarios.list()).toEqual(set)
  expect(await outcomes()).toEqual(['expired', 'accepted'])
  await expect(emulator.scenarios.set([{ outcome: 'delivered' }, { outcome: 'lost' }])).rejects.toThrow('lost')
  expect(await outcomes()).toEqual(['expired', 'accepted'])
  expect(await emulator.scenarios.set([])).toEqual([])
})
