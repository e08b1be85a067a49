import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator, type SandboxFile } from '../../src/index.js'
import { sender, testTime, useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

const phone_number = '+13035551234'
const start = (
  { url, fetch, apiKey, profileId }: Pick<Emulator, 'url' | 'fetch' | 'apiKey' | 'profileId'>,
  body: object = {},
) =>
  sender({ url, fetch, apiKey })('POST', '/verifications/sms', { phone_number, verify_profile_id: profileId, ...body })

test('a snapshot names its sandbox and time', async () => {
  const { emulator } = await useApi()
  const mine = emulator.sandbox('mine')
  await mine.clock.advance('1h')
  const { snapshot, meta } = await mine.snapshot.take()
  expect(snapshot).toEqual({
    now: testTime + 3_600_000,
    sandbox: 'mine',
    dialect: 'docs',
    version: expect.any(String),
    fixed_ids: true,
  })
  expect(meta).toMatchObject({ offset_ms: 3_600_000, frozen_ms: null, sequence: 0 })
})

test('restoring returns the new contents of the sandbox', async () => {
  const { emulator } = await useApi()
  await start(emulator)
  await emulator.clock.freeze()
  const snapshot = await emulator.snapshot.take()
  await emulator.reset()
  expect(await emulator.sandbox('copy').snapshot.restore(snapshot)).toEqual({
    sandbox: 'copy',
    profiles: 1,
    verifications: 1,
    messages: 1,
    clock: { now: '2026-01-31T09:30:00.123Z', frozen: true, offsetMs: 0 },
    warnings: [],
  })
})

test('restoring a snapshot of the other dialect is reported', async () => {
  const taken = await (await useApi({ dialect: 'spec' })).emulator.snapshot.take()
  const { emulator } = await useApi()
  expect((await emulator.snapshot.restore(taken)).warnings).toEqual([
    'The snapshot was taken in the spec dialect; this emulator uses docs. Start it with --dialect spec to get the same behavior.',
  ])
})

test('the journal is included on request, oldest first and masked, and can be restored', async () => {
  const { emulator } = await useApi()
  await start(emulator, { custom_code: '48213' })
  const { journal, ...rest } = await emulator.snapshot.take({ journal: true })
  expect(await emulator.snapshot.take()).toEqual(rest)
  expect(journal?.map(({ text }) => text)).toEqual([
    `delivery.sent ${phone_number} (sms)`,
    `message.arrived ${phone_number} (sms): Your verification code is *****.`,
    `delivery.delivered ${phone_number} (sms)`,
    'POST /v2/verifications/sms → 200',
  ])
  expect(JSON.stringify(journal)).not.toContain('48213')
  await emulator.snapshot.restore({ ...rest, ...(journal && { journal }) })
  expect((await emulator.journal.list()).entries).toEqual([])
  expect((await emulator.inbox.next(phone_number, { timeout: 0 })).code).toBe('48213')
})

test('faults and scenarios of the configuration are included, with the state of their random sequence', async () => {
  const options = {
    scenarios: [{ outcome: 'rejected' }],
    faults: [{ fault: { kind: 'status', status: 503 }, probability: 0.5, times: 20 }] as const,
  }
  const { emulator } = await useApi(options)
  const { emulator: other } = await useApi({ seed: 'another' })
  const statuses = async (emulator: Emulator) => {
    const seen: number[] = []
    for (let i = 0; i < 30; i++) seen.push((await sender(emulator)('GET', '/verify_profiles')).status)
    return seen
  }
  expect(new Set(await statuses(emulator))).toEqual(new Set([200, 503]))
  await other.snapshot.restore(await emulator.snapshot.take())
  expect(await other.faults.list()).toEqual(await emulator.faults.list())
  expect(await other.scenarios.list()).toEqual(await emulator.scenarios.list())
  expect(await statuses(other)).toEqual(await statuses(emulator))
  // All are used up by now; the next draw continues the random sequence.
  await other.snapshot.restore(await emulator.snapshot.take())
  for (const each of [emulator, other])
    await each.faults.set([{ fault: { kind: 'status', status: 500 }, probability: 0.5 }])
  expect(await statuses(other)).toEqual(await statuses(emulator))
})

test.each<[string, unknown, string]>([
  ['nothing', {}, 'the snapshot has no version; this emulator reads version 1.'],
  ['another version', { version: 2 }, 'the snapshot has version 2; this emulator reads version 1.'],
  [
    'an unknown member',
    { version: 1, profilez: [] },
    'the snapshot does not match the format at the top level: unknown key "profilez"',
  ],
  [
    'an incomplete record',
    { version: 1, verifications: [{ type: 'sms' }] },
    'the snapshot does not match the format at /verifications/0: "id" is missing',
  ],
  [
    'a wrong type',
    { version: 1, profiles: 5 },
    'the snapshot does not match the format at /profiles: it must be array, and is the number 5',
  ],
  [
    'a month that is none',
    {
      version: 1,
      profiles: [{ id: '00000000-0000-4000-8000-000000000000', name: 'x', created_at: '2026-13-01T00:00:00.000000' }],
    },
    'the snapshot',
  ],
  [
    'a profile that could not be',
    { version: 1, profiles: [{ id: '00000000-0000-4000-8000-000000000000', name: 'x', sms: { code_length: 50 } }] },
    'the snapshot: profile 00000000-0000-4000-8000-000000000000: code_length must be between 4 and 10',
  ],
  [
    'a verification that is there twice',
    {
      version: 1,
      verifications: ['+13035551234', '+13035551235'].map((number) => ({
        id: '00000000-0000-4000-8000-000000000000',
        type: 'sms',
        phone_number: number,
        verify_profile_id: '4900019b-76da-b800-8000-000000000001',
      })),
    },
    'the snapshot: there are two verifications with the ID 00000000-0000-4000-8000-000000000000. Remove one of them.',
  ],
  [
    'an unknown outcome',
    { version: 1, overrides: { scenarios: [{ id: 's', match: {}, outcome: 'explode', times: null }] } },
    'the snapshot: Unknown outcome "explode".',
  ],
  [
    'an unknown operation',
    {
      version: 1,
      overrides: {
        faults: [{ id: 'f', match: { operation: 'X' }, fault: { kind: 'hang' }, times: null, probability: 1 }],
      },
    },
    'the snapshot: Unknown operation "X".',
  ],
  [
    'an incomplete fault',
    {
      version: 1,
      overrides: { faults: [{ id: 'f', match: {}, fault: { kind: 'status' }, times: 1, probability: 1 }] },
    },
    'the snapshot: A fault of kind status needs',
  ],
])('%s is refused, and nothing changes', async (_, file, detail) => {
  const { emulator, send } = await useApi()
  await start(emulator)
  await emulator.scenarios.add({ outcome: 'expired' })
  const before = await emulator.snapshot.take({ journal: true })
  const { status, body } = await send('PUT', '//_emulator/snapshot', file)
  expect(status).toBe(422)
  expect(body.detail).toContain(detail)
  expect(await emulator.snapshot.take({ journal: true })).toEqual(before)
  expect((await emulator.journal.list()).cursor).toBe('0-4')
})

test('a body that does not have the form of a snapshot is refused', async () => {
  const { send } = await useApi()
  expect((await send('PUT', '//_emulator/snapshot', '[1]')).body.detail).toBe(
    'the body must be a JSON object, not an array',
  )
  expect((await send('PUT', '//_emulator/snapshot', '{')).status).toBe(400)
  expect((await send('PUT', '//_emulator/snapshot', 'x', { 'content-type': 'text/plain' })).status).toBe(415)
})

test('a snapshot of several megabytes can be taken and restored', async () => {
  const { emulator, send } = await useApi({ validateResponses: false })
  const verifications = Array.from({ length: 10_000 }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    type: 'sms',
    phone_number: `+1303556${String(index % 5000).padStart(4, '0')}`,
    verify_profile_id: emulator.profileId,
    status: 'accepted',
    created_at: '2026-01-30T00:00:00.000000',
  }))
  const body = JSON.stringify({ version: 1, verifications })
  expect(body.length).toBeGreaterThan(2 * 1024 * 1024 - 200_000)
  const { status, body: restored } = await send('PUT', '//_emulator/snapshot', body)
  expect([status, restored.verifications, restored.messages]).toEqual([200, 10_000, 10_000])
  expect((await emulator.snapshot.take()).verifications).toHaveLength(10_000)
  // The body limit of the emulated API is unchanged.
  expect((await send('POST', '/verifications/sms', body)).status).toBe(413)
})

test('pending items fall due in the sandbox where they were restored', async () => {
  const { emulator } = await useApi()
  await emulator.scenarios.add({ outcome: 'delayed', delay: '2m', times: 1 })
  await start(emulator)
  const snapshot = await emulator.snapshot.take()
  const { emulator: other } = await useApi({ now: () => 0 })
  await other.snapshot.restore(snapshot)
  expect(await other.inbox.list()).toEqual([])
  expect((await other.clock.advance('10m')).events.map(({ event, at }) => `${event} ${at}`)).toEqual([
    'message.arrived 2026-01-31T09:32:00.123Z',
    'delivery.delivered 2026-01-31T09:32:00.123Z',
    'verification.expired 2026-01-31T09:35:00.123Z',
  ])
})

test.each(['25h', 1e300])('a delay of %j is refused, because a snapshot could not store it', async (delay) => {
  const { post } = await useApi()
  const { status, body } = await post('//_emulator/scenarios', { outcome: 'delayed', delay })
  expect([status, body.detail]).toEqual([
    422,
    `Invalid delay ${delay}: it must be at most one day (86400000 milliseconds).`,
  ])
})

test.each([
  ['half a millisecond', 0.5, '2026-01-31T09:30:00.123Z'],
  ['a day at the end of time', '1d', '9999-12-31T23:00:00.000Z'],
])('a delay of %s can be kept and restored', async (_, delay, at) => {
  const { emulator } = await useApi()
  await emulator.clock.set(at)
  await emulator.scenarios.add({ outcome: 'delayed', delay })
  await start(emulator)
  const snapshot = await emulator.snapshot.take()
  await emulator.snapshot.restore(snapshot)
  const { meta, ...rest } = await emulator.snapshot.take()
  expect({ meta, ...rest }).toEqual(snapshot)
})

describe('as fixtures', () => {
  test('every sandbox starts with the snapshot, its clock and its scenarios, and a reset restores them', async () => {
    const { emulator } = await useApi()
    await start(emulator, { custom_code: '48213' })
    await emulator.clock.advance('1m')
    await emulator.clock.freeze()
    await emulator.scenarios.add({ outcome: 'rejected', times: 2 })
    const fixtures = await emulator.snapshot.take()

    const { emulator: other } = await useApi({ fixtures, now: () => 0 })
    for (const sandbox of [other, other.sandbox('mine')]) {
      for (let round = 0; round < 2; round++) {
        expect(await sandbox.clock.now()).toMatchObject({ now: '2026-01-31T09:31:00.123Z', frozen: true })
        expect(await sandbox.scenarios.list()).toMatchObject([{ id: 'scenario_1', outcome: 'rejected', times: 2 }])
        const { apiKey } = sandbox
        const check = () =>
          sender({ ...other, apiKey })('POST', `/verifications/by_phone_number/${phone_number}/actions/verify`, {
            code: '48213',
            verify_profile_id: other.profileId,
          })
        expect((await check()).body.data.response_code).toBe('rejected')
        expect((await check()).body.data.response_code).toBe('rejected')
        expect((await check()).body.data.response_code).toBe('accepted')
        await sandbox.reset()
      }
    }
  })
})

describe('with a data folder', () => {
  const open = (data: string, now: number) => createEmulator({ data, seed: 1, now: () => now, validateResponses: true })

  test('a restored snapshot survives a restart: records, clock, and scenarios with their remaining uses', async () => {
    const data = useFolder()
    const { emulator: source } = await useApi({ seed: 'another' })
    await start(source, { custom_code: '48213' })
    await source.clock.advance('1m')
    await source.scenarios.add({ outcome: 'rejected', times: 3 })
    await source.faults.set([{ fault: { kind: 'status', status: 503 }, probability: 0.5 }])
    const snapshot = await source.snapshot.take()

    const restored = async (sandbox: { snapshot: Emulator['snapshot'] }) => {
      const { meta, snapshot, ...records } = await sandbox.snapshot.take()
      return { ...records, now: snapshot?.now, random: meta?.random, sequence: meta?.sequence }
    }
    const one = await open(data, testTime)
    await start(one, { phone_number: '+13035550000' }) // what is there before is gone
    await one.snapshot.restore(snapshot)
    await one.sandbox('mine').snapshot.restore(snapshot)
    const expected = await restored(one)
    expect(expected).toMatchObject({
      verifications: snapshot.verifications,
      overrides: snapshot.overrides,
      now: testTime + 60_000,
    })
    await one.close()

    const two = await open(data, testTime)
    expect(await restored(two)).toEqual(expected)
    expect(await restored(two.sandbox('mine'))).toEqual(expected)
    await two.faults.clear()
    const check = () =>
      sender(two)('POST', `/verifications/by_phone_number/${phone_number}/actions/verify`, {
        code: '48213',
        verify_profile_id: two.profileId,
      })
    expect((await check()).body.data.response_code).toBe('rejected')
    await two.close()

    const three = await open(data, testTime + 1000)
    expect(await three.scenarios.list()).toMatchObject([{ id: 'scenario_1', times: 2 }])
    expect((await three.clock.now()).now).toBe('2026-01-31T09:31:01.123Z')
    await three.close()
  })

  test('overrides of every kind survive a killed process', async () => {
    const data = useFolder()
    const one = await open(data, testTime)
    await one.scenarios.add({ outcome: 'expired', times: 5 })
    await one.scenarios.add({ outcome: '20100', match: { channel: 'call' } })
    await one.faults.set([{ fault: { kind: 'latency', delay: ['0s', '1ms'] }, times: 2 }])
    // The files that a killed process leaves behind.
    const copy = useFolder()
    for (const name of readdirSync(data)) if (/json/.test(name)) copyFileSync(join(data, name), join(copy, name))
    const two = await open(copy, testTime)
    expect(await two.scenarios.list()).toEqual(await one.scenarios.list())
    expect(await two.faults.list()).toEqual(await one.faults.list())
    await one.close()
    await two.close()
  })
})

test('a snapshot restored and taken again is the same, byte for byte', async () => {
  const { emulator, post } = await useApi()
  await start(emulator)
  await post('/verified_numbers', { phone_number, verification_method: 'call' })
  await post('/verify_profiles/templates', { text: '{{code}}' })
  await emulator.scenarios.add({ outcome: 'sending_failed', times: 1 })
  await start(emulator)
  const taken: SandboxFile = await emulator.snapshot.take()
  await emulator.snapshot.restore(taken)
  expect(JSON.stringify(await emulator.snapshot.take())).toBe(JSON.stringify(taken))
})
