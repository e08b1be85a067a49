import { describe, expect, test } from 'vitest'
import { fromInstant, fromTimestamp, parseTime } from '../../src/wire/timestamp.js'
import { useApi } from '../support/emulator.js'

const impossible = [
  '2024-02-30',
  '2023-02-29',
  '2024-04-31',
  '2024-13-01',
  '2024-00-10',
  '2024-01-00',
  '2024-01-32',
  '2024-01-01T24:00:00Z',
  '2024-01-01T23:60:00Z',
  '2024-01-01T23:59:60Z',
  '2024-1-1',
  '2024-01-01 10:00:00Z',
  '20240101',
  'January 1, 2024',
  '2024',
  '0',
  '',
]

test.each(impossible)('%j is not a time', (text) => {
  expect(parseTime(text)).toBeNaN()
})

test.each([
  ['2024-02-29', Date.UTC(2024, 1, 29)],
  ['2024-02-29T10:20Z', Date.UTC(2024, 1, 29, 10, 20)],
  ['2024-02-29t10:20:30.5z', Date.UTC(2024, 1, 29, 10, 20, 30, 500)],
  ['2024-02-29T10:20:30.123456', Date.UTC(2024, 1, 29, 10, 20, 30, 123)],
  ['2024-02-29T10:20:30+01:30', Date.UTC(2024, 1, 29, 8, 50, 30)],
  ['2024-02-29T10:20:30-0530', Date.UTC(2024, 1, 29, 15, 50, 30)],
])('%s is a time, in UTC without a zone', (text, ms) => {
  expect(parseTime(text)).toBe(ms)
})

test('a date that does not exist is refused in files', () => {
  expect(() => fromTimestamp('2026-02-31T09:30:00.000000')).toThrow('is not a valid time')
  expect(() => fromInstant('2026-02-31T09:30:00.000Z')).toThrow('is not a valid time')
})

describe('a date that does not exist is refused', () => {
  test.each(['2024-02-30T00:00:00Z', '2024-01-01T24:00:00Z', '2023-02-29T00:00:00+00:00'])(
    'for the clock: %s',
    async (to) => {
      const { emulator, post } = await useApi()
      expect((await post('//_emulator/clock/set', { to })).status).toBe(400)
      expect(await emulator.clock.now()).toMatchObject({ offsetMs: 0 })
    },
  )

  test('in a snapshot', async () => {
    const { emulator, send } = await useApi()
    const snapshot = (await emulator.snapshot.take()) as { profiles: { created_at: string }[] }
    for (const profile of snapshot.profiles) profile.created_at = '2026-02-31T09:30:00.000000'
    expect((await send('PUT', '//_emulator/snapshot', snapshot)).status).toBe(422)
  })

  test('W11: in a filter of webhook deliveries', async () => {
    const { get } = await useApi()
    for (const name of ['filter[started_at][gte]', 'filter[finished_at][lte]']) {
      const path = `/webhook_deliveries?${encodeURIComponent(name)}=`
      const reply = await get(`${path}2024-02-30T00:00:00Z`)
      expect([reply.status, reply.body.errors[0].source]).toEqual([400, { parameter: name }])
      expect((await get(`${path}2024-02-29T00:00:00Z`)).status).toBe(200)
    }
  })
})

describe('a number that is not whole, or not written in decimal digits, is refused', () => {
  test.each(['1.5', '1.0', '1e2', '0x10', '+5', ' 5', '5 ', '-1', '', 'NaN', 'Infinity', '\u0661'])(
    'as a limit: %j',
    async (limit) => {
      const { get } = await useApi()
      for (const path of ['inbox', 'journal', 'webhooks', 'clock']) {
        const reply = await get(`//_emulator/${path}?limit=${encodeURIComponent(limit)}`)
        expect([path, reply.status]).toEqual([path, 400])
        expect(reply.body.detail).toContain('limit must be a whole number from 1')
      }
      const status = await get(`//_emulator/journal?status=${encodeURIComponent(limit)}`)
      expect(status.status).toBe(400)
    },
  )

  test.each([
    ['//_emulator/scenarios', { outcome: 'expired', times: 1.5 }],
    ['//_emulator/faults', { fault: { kind: 'hang' }, times: 1.5 }],
    ['//_emulator/faults', { fault: { kind: 'status', status: 500.5 } }],
    ['//_emulator/journal/assert', { times: 1.5 }],
    ['//_emulator/journal/assert', { at_least: 0.5 }],
    ['/verifications/sms', { phone_number: '+13035551234', verify_profile_id: 'x', timeout_secs: 1.5 }],
    ['/verify_profiles', { name: 'A', sms: { code_length: 4.5 } }],
  ])('in a body: %s %j', async (path, body) => {
    const { post } = await useApi()
    expect((await post(path, body)).status).toBe(422)
  })
})
