import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../src/core/errors.js'
import { checkOutcomes, deliveryOutcomes } from '../../src/core/scenarios.js'
import { createEmulator } from '../../src/index.js'
import { startKnown } from '../support/checks.js'
import { useApi } from '../support/emulator.js'

const own = '+13035550123'
const builtIn = '+13035550103' // expired

test('each outcome has one number, in the block reserved for fiction, with an explanation', async () => {
  const { emulator } = await useApi()
  const numbers = (await emulator.testNumbers()).filter(({ lineType }) => lineType === undefined)
  const outcomes = [...checkOutcomes, ...deliveryOutcomes, ...Object.keys(errorCodes)]
  expect(numbers.map(({ outcome }) => outcome).sort()).toEqual(outcomes.sort())
  expect(new Set(numbers.map(({ phoneNumber }) => phoneNumber)).size).toBe(numbers.length)
  for (const { phoneNumber, about } of numbers) {
    expect(phoneNumber).toMatch(/^\+130355501\d\d$/)
    expect(about).toMatch(
      /^(every check ends as|every message is (delivered|delayed)|every delivery ends as|no code is sent: \d{3}, \d{5} )/,
    )
  }
})

test('the explanation is that of the dialect', async () => {
  const aboutIn = async (dialect: 'docs' | 'spec', phoneNumber: string) =>
    (await (await useApi({ dialect })).emulator.testNumbers()).find((number) => number.phoneNumber === phoneNumber)
      ?.about
  expect(await aboutIn('docs', builtIn)).toBe('every check ends as expired')
  expect(await aboutIn('spec', builtIn)).toBe('every check ends as expired, answered as rejected in the spec dialect')
  expect(await aboutIn('docs', '+13035550151')).toBe('no code is sent: 422, 10004 Missing required parameter')
  expect(await aboutIn('spec', '+13035550151')).toBe('no code is sent: 400, 10004 Missing required parameter')
})

/** A test number has the same meaning in a fixtures file and in the options. */
const places = [
  [
    'the options',
    (numbers: object) => ({
      testNumbers: numbers as Record<string, { outcome?: string; code?: string; delay?: string }>,
    }),
  ],
  [
    'a fixtures file',
    (numbers: object) => ({ fixtures: { version: 1 as const, test_numbers: numbers as Record<string, object> } }),
  ],
] as const

describe.each(places)('in %s', (_place, toOptions) => {
  test('a number has a fixed code for every verification', async () => {
    const { post, emulator } = await useApi(toOptions({ [own]: { code: '012345' } }))
    for (const channel of ['sms', 'call', 'whatsapp', 'flashcall']) {
      await post(`/verifications/${channel}`, { phone_number: own, verify_profile_id: emulator.profileId })
      const message = await emulator.inbox.next(own)
      expect(message).toMatchObject({ code: '012345', channel })
      const check = { code: '012345', verify_profile_id: emulator.profileId }
      const checked = await post(`/verifications/by_phone_number/${own}/actions/verify`, check)
      expect(checked.body.data.response_code).toBe('accepted')
      expect(checked.headers.get('x-emulator-scenario')).toBeNull()
    }
  })

  test('a custom code takes precedence over the fixed one', async () => {
    const api = await useApi(toOptions({ [own]: { code: '11111' } }))
    const known = await startKnown(api, own)
    expect((await known.byPhone('11111')).body.data.response_code).toBe('rejected')
    expect((await known.byPhone(known.right)).body.data.response_code).toBe('accepted')
  })

  test('a configured number takes precedence over the built-in one', async () => {
    const api = await useApi(toOptions({ [builtIn]: { outcome: 'max_attempts_exceeded' } }))
    const known = await startKnown(api, builtIn)
    expect((await known.byPhone(known.right)).body.data.response_code).toBe('max_attempts_exceeded')
    const listed = (await api.emulator.testNumbers()).filter(({ phoneNumber }) => phoneNumber === builtIn)
    expect(listed).toEqual([
      { phoneNumber: builtIn, outcome: 'max_attempts_exceeded', about: 'every check ends as max_attempts_exceeded' },
    ])
  })

  test('outcome, code and delay can be combined', async () => {
    const { post, emulator } = await useApi(toOptions({ [own]: { outcome: 'delayed', code: '4321', delay: '2m' } }))
    await post('/verifications/sms', { phone_number: own, verify_profile_id: emulator.profileId })
    expect((await emulator.clock.advance('119s')).events).toEqual([])
    await emulator.clock.advance('1s')
    expect(await emulator.inbox.next(own)).toMatchObject({ code: '4321' })
    expect((await emulator.testNumbers()).find(({ phoneNumber }) => phoneNumber === own)).toEqual({
      phoneNumber: own,
      outcome: 'delayed',
      code: '4321',
      delayMs: 120_000,
      about: 'every message is delayed; its code is 4321',
    })
  })

  test('a delivery that takes time is not explained as one at once', async () => {
    const { emulator } = await useApi(toOptions({ [own]: { outcome: 'delivered', delay: '20s' } }))
    const listed = (await emulator.testNumbers()).find(({ phoneNumber }) => phoneNumber === own)
    expect(listed?.about).toBe('every message is delivered after 20s')
  })

  test('a configured number works in every sandbox and after a reset', async () => {
    const { emulator } = await useApi(toOptions({ [own]: { code: '4321' } }))
    await emulator.reset()
    for (const sandbox of [emulator, emulator.sandbox('other')])
      expect((await sandbox.testNumbers()).find(({ phoneNumber }) => phoneNumber === own)?.code).toBe('4321')
  })
})

test('a number in the options takes precedence over one in the fixtures', async () => {
  const fixtures = { version: 1 as const, test_numbers: { [own]: { code: '1111' }, [builtIn]: { code: '2222' } } }
  const { emulator } = await useApi({ fixtures, testNumbers: { [own]: { code: '3333' } } })
  const codes = Object.fromEntries((await emulator.testNumbers()).map(({ phoneNumber, code }) => [phoneNumber, code]))
  expect([codes[own], codes[builtIn]]).toEqual(['3333', '2222'])
})

test('a snapshot includes configured numbers', async () => {
  const from = await useApi({ testNumbers: { [own]: { outcome: 'delayed', code: '4321', delay: '2m' } } })
  const to = await useApi()
  await to.emulator.snapshot.restore(await from.emulator.snapshot.take())
  expect(await to.emulator.testNumbers()).toEqual(await from.emulator.testNumbers())
})

test('the error of a number applies to Verified Numbers, its failed delivery does not', async () => {
  const { post, emulator } = await useApi()
  const numberOf = async (outcome: string) =>
    (await emulator.testNumbers()).find((number) => number.outcome === outcome)?.phoneNumber
  const ask = async (outcome: string) =>
    post('/verified_numbers', { phone_number: await numberOf(outcome), verification_method: 'sms' })
  expect((await ask('20100')).body.errors[0].code).toBe('20100')
  expect((await ask('sending_failed')).status).toBe(200)
  expect(await emulator.inbox.list()).toHaveLength(1)
})

test.each([
  ['an unknown outcome', { outcome: 'expird' }, 'Unknown outcome "expird". Did you mean expired?'],
  ['nothing', {}, 'A test number needs an "outcome", a "code", a "line_type" or several of them.'],
  ['a delay of a check', { outcome: 'expired', delay: '5s' }, '"delay" applies to deliveries'],
  ['a delay of a code', { code: '12345', delay: '5s' }, 'not to a code alone'],
  ['an excessive delay', { outcome: 'delayed', delay: '2d' }, 'Invalid delay 2d: it must be at most one day'],
])('%s is refused in both places', async (_what, testNumber, sentence) => {
  for (const [, toOptions] of places)
    await expect(createEmulator(toOptions({ [own]: testNumber }))).rejects.toThrow(sentence)
})

test.each([
  ['a code that is a number', own, { code: 12345 }, 'a code is a string of 4 to 10 digits, like "12345"'],
  ['a code that is too short', own, { code: '123' }, 'a code is a string of 4 to 10 digits, like "12345"'],
  ['an outcome that is a number', own, { outcome: 40309 }, 'an outcome is a string, like "expired" or "40309"'],
  ['an outcome instead of an object', own, 'expired', 'must be an object like {"outcome": "expired"}'],
  ['null', own, null, 'must be an object like {"outcome": "expired"}'],
  ['an unknown member', own, { cod: '1234' }, 'Unknown option "cod". Did you mean code?'],
  ['an invalid number', '3035550123', { code: '1234' }, 'write the number in E.164, like +13035550123'],
])('%s is refused with its position', async (_what, number, testNumber, sentence) => {
  const starting = createEmulator({ testNumbers: { [number]: testNumber as object } })
  await expect(starting).rejects.toThrow(`testNumbers["${number}"]`)
  await expect(starting).rejects.toThrow(sentence)
})
