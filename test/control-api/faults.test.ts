import { cpSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FaultRequest } from '../../src/client/types.js'
import { createEmulator } from '../../src/index.js'
import { type Api, useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'
import { ask } from '../support/operations.js'

/** The matching, counting and listing of faults. See http/apply-fault.test.ts for their effects. */

type Fault = FaultRequest['fault']

const phone_number = '+13035551234'

const start = ({ post, emulator }: Api, body = {}, channel = 'sms') =>
  post(`/verifications/${channel}`, { phone_number, verify_profile_id: emulator.profileId, ...body })

describe('the match of a fault', () => {
  const other = { phoneNumber: '+13035551235', profileId: '12345678-9abc-4def-8123-456789abcdef' }

  test.each([
    ['an operation', { operation: 'CreateVerificationSms' }, { operation: 'CreateVerificationCall' }],
    ['a number', { phoneNumber: phone_number }, { phoneNumber: other.phoneNumber }],
    ['a channel', { channel: 'sms' }, { channel: 'whatsapp' }],
    ['a profile', { profileId: '4900019b-76da-b800-8000-000000000001' }, { profileId: other.profileId }],
  ] as const)('a fault applies only to %s that it names', async (_what, match, otherMatch) => {
    const api = await useApi()
    const statusOf = async (match: object) => {
      await api.emulator.faults.set([{ match, fault: { kind: 'status', status: 504 } }])
      return (await start(api)).status
    }
    expect(await statusOf(match)).toBe(504)
    expect(await statusOf(otherMatch)).toBe(200)
    expect(await statusOf({ ...match, ...otherMatch })).toBe(200)
  })

  test('a check by id matches the number, channel and profile of its verification', async () => {
    const api = await useApi()
    const { id } = (await start(api)).body.data
    const match = { phoneNumber: phone_number, channel: 'sms' as const, profileId: api.emulator.profileId }
    await api.emulator.faults.set([{ match, fault: { kind: 'status', status: 504 } }])
    expect((await api.post(`/verifications/${id}/actions/verify`, { code: '1' })).status).toBe(504)
  })

  test('a fault without a match applies to every operation, but not to the control API', async () => {
    const api = await useApi({ faults: [{ fault: { kind: 'status', status: 502 } }] })
    for (const operation of [
      'ListProfiles',
      'DeleteProfile',
      'CreateMessageTemplate',
      'GetVerifiedNumber',
      'CreateVerifiedNumber',
    ] as const)
      expect((await ask(api, operation)).status).toBe(502)
    expect((await api.get('//_emulator/inbox')).status).toBe(200)
    expect((await api.get('//health')).status).toBe(200)
  })

  test('a fault applies only in the sandbox where it was set', async () => {
    const api = await useApi()
    await api.emulator.sandbox('other').faults.add({ fault: { kind: 'hang' } })
    expect((await start(api)).status).toBe(200)
  })
})

describe('the number of times', () => {
  test('a fault applies the given number of times, the first match first; the list shows the remainder', async () => {
    const api = await useApi()
    const { faults } = api.emulator
    await faults.set([
      { fault: { kind: 'status', status: 500 }, times: 2 },
      { fault: { kind: 'status', status: 502 }, times: 1 },
    ])
    await faults.add({ fault: { kind: 'status', status: 504 }, times: 1 })
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) {
      statuses.push((await start(api)).status)
      if (i === 0)
        expect((await faults.list()).map(({ id, times }) => [id, times])).toEqual([
          ['fault_1', 1],
          ['fault_2', 1],
          ['fault_3', 1],
        ])
    }
    expect(statuses).toEqual([500, 500, 502, 504, 200])
    expect(await faults.list()).toEqual([])
  })

  const pattern = async (seed: number, fault: Partial<FaultRequest>) => {
    const api = await useApi({ seed, faults: [{ fault: { kind: 'status', status: 503 }, ...fault }] })
    const hits: boolean[] = []
    for (let i = 0; i < 200; i++) hits.push((await api.get('/verify_profiles')).status === 503)
    return hits.map((isHit) => (isHit ? 'x' : '.')).join('')
  }
  const count = (hits: string) => hits.replaceAll('.', '').length

  test('a probability is decided by the seed', async () => {
    const first = await pattern(1, { probability: 0.3 })
    expect(await pattern(1, { probability: 0.3 })).toBe(first)
    expect(await pattern(2, { probability: 0.3 })).not.toBe(first)
    // The expected number is 60, with a standard deviation of 6.5; the seed fixes it.
    expect(count(first)).toBe(53)
  })

  test('a fault with a probability applies at most the given number of times', async () => {
    const hits = await pattern(1, { probability: 0.3, times: 5 })
    expect(count(hits)).toBe(5)
    expect((await pattern(1, { probability: 0.3 })).startsWith(hits.slice(0, hits.lastIndexOf('x') + 1))).toBe(true)
  })

  test('a fault with a probability of 1 always applies', async () => {
    expect(count(await pattern(1, { probability: 1 }))).toBe(200)
  })
})

test('codes and ids are the same with faults as without', async () => {
  const story = async (faults: FaultRequest[]) => {
    const api = await useApi({ faults })
    const ids: string[] = []
    for (let i = 0; i < 20; i++) ids.push((await start(api)).body.data.id)
    return [ids, (await api.emulator.inbox.list()).map(({ code }) => code)]
  }
  const faults: FaultRequest[] = [
    { fault: { kind: 'wrong-type' }, probability: 0.5 },
    { fault: { kind: 'latency', delay: ['0ms', '1ms'] }, probability: 0.5 },
  ]
  expect(await story(faults)).toEqual(await story([]))
})

test('a restored snapshot continues with the same faults and the same random decisions', async () => {
  const api = await useApi({ faults: [{ fault: { kind: 'status', status: 503 }, probability: 0.5 }] })
  const next = async (count: number) => {
    const statuses: number[] = []
    for (let i = 0; i < count; i++) statuses.push((await api.get('/verify_profiles')).status)
    return statuses
  }
  await next(7)
  const snapshot = await api.emulator.snapshot.take()
  const first = await next(40)
  await api.emulator.snapshot.restore(snapshot)
  expect(await next(40)).toEqual(first)
})

test('the remaining uses of a fault are persisted with each request, including invalid ones', async () => {
  const [data, copy] = [useFolder(), useFolder()]
  const api = await useApi({ data })
  await api.emulator.faults.set([{ fault: { kind: 'wrong-type' }, times: 5 }])
  await start(api)
  expect((await api.post('/verifications/sms', {})).status).toBe(422)
  // As after kill -9: the next emulator has only the files that exist now.
  cpSync(data, copy, { recursive: true, filter: (path) => !path.endsWith('lock') })
  const next = await useApi({ data: copy })
  expect(await next.emulator.faults.list()).toMatchObject([{ id: 'fault_1', times: 3 }])
})

test('the journal and the coverage show what a fault did', async () => {
  const api = await useApi({
    faults: [
      { fault: { kind: 'status', status: 503 }, times: 1 },
      { fault: { kind: 'reset' }, times: 1 },
      { fault: { kind: 'malformed' }, times: 1 },
    ],
  })
  await start(api)
  await expect(start(api)).rejects.toThrow('fetch failed')
  await start(api)
  const { entries } = await api.emulator.journal.list({ kind: 'request' })
  expect(entries.map(({ status, decided }) => [status, decided?.fault, decided?.errorCode])).toEqual([
    [200, 'config_fault_3', null],
    [0, 'config_fault_2', null],
    [503, 'config_fault_1', '10007'],
  ])
  expect((await api.emulator.server.coverage.get()).faults).toMatchObject({
    status: 1,
    reset: 1,
    malformed: 1,
    hang: 0,
  })
})

test('an empty list removes all faults, including those from the configuration, until a reset', async () => {
  const api = await useApi({ faults: [{ fault: { kind: 'status', status: 503 } }] })
  await api.emulator.faults.add({ fault: { kind: 'hang' } })
  expect((await api.send('PUT', '//_emulator/faults', [])).body).toEqual({ faults: [] })
  expect((await start(api)).status).toBe(200)
  await api.emulator.reset()
  expect((await start(api)).status).toBe(503)
})

const kinds = 'latency, status, reset, malformed, truncated, wrong-type, hang'.split(', ')

test.each<[string, object, RegExp]>([
  [
    'a match that no request can meet',
    { match: { operation: 'GetVerifyProfile', phoneNumber: '+13035551234' }, fault: { kind: 'hang' } },
    /^No request of GetVerifyProfile matches the phone_number \+13035551234\. Remove one of the two, or name one of /,
  ],
  [
    'a status without one',
    { fault: { kind: 'status' } },
    /needs a "status": one of 408, 409, 429, 500, 502, 503, 504\.$/,
  ],
  ['a status of another kind', { fault: { kind: 'status', status: 418 } }, /status.*418/],
  [
    'a latency without a delay',
    { fault: { kind: 'latency' } },
    /needs a "delay", like "200ms" or \["100ms", "300ms"\]\.$/,
  ],
  ['a delay with one end', { fault: { kind: 'latency', delay: ['5ms'] } }, /delay/],
  [
    'a delay range in descending order',
    { fault: { kind: 'latency', delay: ['5ms', '1ms'] } },
    /^Invalid delay range \["5ms","1ms"\]: the first value must not exceed the second\.$/,
  ],
  [
    'a negative delay',
    { fault: { kind: 'latency', delay: -1 } },
    /^Invalid delay -1: it must be 0 or more milliseconds\.$/,
  ],
  [
    'a delay of two days',
    { fault: { kind: 'latency', delay: '2d' } },
    /^Invalid delay \S+: it must be at most one day/,
  ],
  ['an invalid delay', { fault: { kind: 'latency', delay: 'soon' } }, /^Invalid duration "soon"/],
  [
    'an excessive retryAfter',
    { fault: { kind: 'status', status: 503, retryAfter: 1e300 } },
    /^Invalid delay \S+: it must be at most one day/,
  ],
  [
    'a delay of a reset',
    { fault: { kind: 'reset', delay: 5 } },
    /^"delay" belongs to a fault of kind latency, not to reset\.$/,
  ],
  [
    'a status of a hang',
    { fault: { kind: 'hang', status: 503 } },
    /^"status" belongs to a fault of kind status, not to hang\.$/,
  ],
  [
    'a retryAfter of a latency',
    { fault: { kind: 'latency', delay: 1, retryAfter: 5 } },
    /^"retry_after" belongs to a fault of kind status/,
  ],
  [
    'a place of a status',
    { fault: { kind: 'status', status: 503, at: 'before' } },
    /^"at" belongs to a fault of kind reset/,
  ],
  ['an unknown place', { fault: { kind: 'reset', at: 'sideways' } }, /at.*"sideways"/],
  ['an unknown kind', { fault: { kind: 'explode' } }, /kind.*"explode"/],
  ['no kind', { fault: {} }, /fault\.kind/],
  ['no fault', {}, /fault/],
  ['zero times', { fault: { kind: 'hang' }, times: 0 }, /times.*0/],
  ['a probability of 0', { fault: { kind: 'hang' }, probability: 0 }, /probability.*0/],
  ['a probability over 1', { fault: { kind: 'hang' }, probability: 1.5 }, /probability.*1\.5/],
  [
    'an unknown operation',
    { fault: { kind: 'hang' }, match: { operation: 'ListProfile' } },
    /^Unknown operation "ListProfile"\. Did you mean ListProfiles\?$/,
  ],
  ['an unknown member', { fault: { kind: 'hang' }, tmes: 1 }, /Unknown option "tmes"\. Did you mean times\?/],
])('%s is refused, and the faults do not change', async (_what, bad, sentence) => {
  const { emulator } = await useApi()
  const good: FaultRequest = { match: { operation: 'DeleteProfile' }, fault: { kind: 'hang' } }
  const before = await emulator.faults.set([good])
  for (const refused of [emulator.faults.set([good, bad as FaultRequest]), emulator.faults.add(bad as FaultRequest)])
    await expect(refused).rejects.toMatchObject({
      name: expect.stringMatching(/^(Control|Input)Error$/),
      message: expect.stringMatching(sentence),
    })
  expect(await emulator.faults.list()).toEqual(before)
  await expect(createEmulator({ faults: [good, bad as FaultRequest] })).rejects.toThrow(/^faults\[1\]/)
})

test.each(kinds)('a fault of kind %s is listed as it was set, and can be set again', async (kind) => {
  const members: Record<string, Partial<Fault>> = {
    latency: { delay: ['1ms', '20ms'] },
    status: { status: 429, retryAfter: '1ms' },
    reset: { at: 'after' },
  }
  const { emulator } = await useApi()
  const [listed] = await emulator.faults.set([
    { fault: { kind, ...members[kind] } as Fault, times: 2, probability: 0.5 },
  ])
  if (listed === undefined) throw new Error('nothing was set')
  const { id, ...rest } = listed
  expect(id).toBe('fault_1')
  expect((await emulator.faults.set([{ ...rest, times: 2 }]))[0]).toEqual({ ...rest, id: 'fault_2' })
})

test('one fault can be removed; an unknown id is refused with the nearest', async () => {
  const { emulator } = await useApi()
  const first = await emulator.faults.add({ fault: { kind: 'hang' } })
  const second = await emulator.faults.add({ fault: { kind: 'reset' } })
  expect([first.id, second.id]).toEqual(['fault_1', 'fault_2'])
  expect(await emulator.faults.remove(first.id)).toEqual(first)
  expect(await emulator.faults.list()).toEqual([second])
  await expect(emulator.faults.remove(first.id)).rejects.toMatchObject({
    status: 404,
    message: 'Unknown fault "fault_1". Did you mean fault_2?',
  })
  expect(await emulator.faults.list()).toEqual([second])
})
