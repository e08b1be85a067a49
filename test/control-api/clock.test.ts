import { describe, expect, test } from 'vitest'
import { readDuration } from '../../src/wire/duration.js'
import { testTime, useApi } from '../support/emulator.js'
import { useReceiver } from '../support/receiver.js'

const phone_number = '+13035551234'
const minutes = 60_000

test('advancing the clock runs what falls due and lists it', async () => {
  const { post, emulator } = await useApi()
  const started = await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  const { body } = await post('//_emulator/clock/advance', { by: '5m' })
  expect(body).toEqual({
    clock: { now: '2026-01-31T09:35:00.123Z', frozen: false, offset_ms: 5 * minutes },
    due: [],
    due_total: 0,
    events: [
      {
        at: '2026-01-31T09:35:00.123Z',
        event: 'verification.expired',
        verification_id: started.body.data.id,
        phone_number,
        text: 'verification expired: +13035551234',
      },
    ],
    events_total: 1,
  })
})

test('a verification of 300 s expires when the clock is advanced past its timeout', async () => {
  const { post, get, emulator } = await useApi()
  const { body } = await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  expect((await emulator.clock.advance(299_999)).events).toEqual([])
  expect((await emulator.clock.advance(1)).events.map(({ event }) => event)).toEqual(['verification.expired'])
  expect((await get(`/verifications/${body.data.id}`)).body.data.status).toBe('expired')
})

test('a frozen clock stands still and resumes from there', async () => {
  const { emulator, pass } = await useApi()
  expect(await emulator.clock.freeze()).toMatchObject({ frozen: true, now: '2026-01-31T09:30:00.123Z' })
  pass(1000)
  expect(await emulator.clock.now()).toMatchObject({ now: '2026-01-31T09:30:00.123Z', offsetMs: -1000 })
  await emulator.clock.advance('2s')
  expect(await emulator.clock.now()).toMatchObject({ frozen: true, now: '2026-01-31T09:30:02.123Z' })
  expect(await emulator.clock.resume()).toMatchObject({ frozen: false, now: '2026-01-31T09:30:02.123Z' })
  pass(1000)
  expect((await emulator.clock.now()).now).toBe('2026-01-31T09:30:03.123Z')
})

test('the clock can be set by ISO time, Unix milliseconds, Date, or back to the wall clock', async () => {
  const { emulator } = await useApi()
  const now = async () => (await emulator.clock.now()).now
  await emulator.clock.set('2030-01-01T00:00:00+01:00')
  expect(await now()).toBe('2029-12-31T23:00:00.000Z')
  await emulator.clock.set(0)
  expect(await now()).toBe('1970-01-01T00:00:00.000Z')
  await emulator.clock.set(new Date(testTime + 1))
  expect(await now()).toBe('2026-01-31T09:30:00.124Z')
  await emulator.clock.set('now')
  expect(await now()).toBe('2026-01-31T09:30:00.123Z')
})

test('an expired verification stays expired when the clock is set back', async () => {
  const { post, get, emulator } = await useApi()
  const { body } = await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  await emulator.clock.advance('1h')
  await emulator.clock.set('now')
  expect((await get(`/verifications/${body.data.id}`)).body.data.status).toBe('expired')
})

describe('durations', () => {
  test.each([
    ['90s', 90_000],
    ['5m', 5 * minutes],
    ['2h30m', 150 * minutes],
    ['1d', 1440 * minutes],
    ['250ms', 250],
    ['1.5s', 1500],
    [1234, 1234],
    [0, 0],
  ])('%s is %i ms', (written, ms) => {
    expect(readDuration(written)).toBe(ms)
  })

  test.each(['', '5', '5 m', 'm', '-5m', '5x', '5m!', 'PT5M', -1])('%j is refused', async (by) => {
    const { post } = await useApi()
    const { status, body } = await post('//_emulator/clock/advance', { by })
    expect(status).toBe(400)
    expect(body.detail).toMatch(typeof by === 'string' ? /^Invalid duration "/ : /0 or more milliseconds/)
  })
})

test.each([
  ['advance', {}, 422, 'add by to the body'],
  ['advance', { by: true }, 422, 'by must be string or number; you sent a boolean'],
  ['advance', { by: '5m', until: 1 }, 422, 'unknown field until in this body'],
  ['advance', { by: '9999999d' }, 400, 'The clock must stay between 1970 and the end of 9999.'],
  [
    'set',
    { to: 'tomorrow' },
    400,
    '"tomorrow" is not a valid time. Use ISO 8601 with a time zone, like 2026-01-31T09:30:00Z, Unix milliseconds, or "now".',
  ],
  [
    'set',
    { to: '2026-01-31T09:30:00' },
    400,
    '"2026-01-31T09:30:00" is not a valid time. Use ISO 8601 with a time zone, like 2026-01-31T09:30:00Z, Unix milliseconds, or "now".',
  ],
  ['set', { to: -1 }, 400, 'The clock must stay between 1970 and the end of 9999.'],
])('%s %j is %i', async (verb, body, status, detail) => {
  const { post } = await useApi()
  const reply = await post(`//_emulator/clock/${verb}`, body)
  expect(reply.status).toBe(status)
  expect(reply.body.detail).toBe(detail)
})

test('moves that are asked for at the same time follow each other, also while webhooks are being sent', async () => {
  const receiver = await useReceiver()
  const { post, emulator } = await useApi({ webhooks: { url: receiver.url } })
  await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  const { clock } = emulator
  const moved = await Promise.all([clock.advance('1m'), clock.advance('5m'), clock.set(testTime)])
  expect(moved.map(({ clock: { now } }) => Date.parse(now) - testTime)).toEqual([minutes, 6 * minutes, 0])
  const expired = moved.map(({ events }) => events.filter(({ event }) => event === 'verification.expired').length)
  expect(expired).toEqual([0, 1, 0])
})

test('a move that waited for another one while the sandbox was reset leaves the new clock alone', async () => {
  let answer = () => {}
  const gate = new Promise<number>((resolve) => {
    answer = () => resolve(204)
  })
  const receiver = await useReceiver({ usually: () => gate })
  const { post, emulator } = await useApi({ webhooks: { url: receiver.url } })
  await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  const { clock } = emulator
  const moves = [clock.advance('1m'), clock.advance('1m')]
  await receiver.received(2)
  await post('//_emulator/reset', undefined)
  answer()
  const moved = await Promise.all([...moves, clock.advance('3m')])
  expect(moved.map(({ clock: { now } }) => Date.parse(now) - testTime)).toEqual([0, 0, 3 * minutes])
})

test('a move that is refused lets the next one go on', async () => {
  const { clock } = (await useApi()).emulator
  const refused = expect(clock.advance('9999999d')).rejects.toThrow('The clock must stay')
  expect((await clock.advance('1m')).clock.now).toBe('2026-01-31T09:31:00.123Z')
  await refused
})
