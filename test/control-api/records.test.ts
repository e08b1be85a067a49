import { expect, test } from 'vitest'
import { createEmulator, type SandboxFile } from '../../src/index.js'
import { type Api, testTime, useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

const phone_number = '+13035551234'
const verify_profile_id = '4900019b-76da-b800-8000-000000000001'
const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`

type Stored = NonNullable<SandboxFile['verifications']>[number]
const stored = (digit: number, rest: Partial<Stored> = {}): Stored => ({
  id: id(digit),
  type: 'sms',
  phone_number,
  verify_profile_id,
  ...rest,
})

const add = (api: Api, file: Omit<SandboxFile, 'version'>) => api.emulator.addRecords({ version: 1, ...file })
const start = async (api: Api): Promise<string> =>
  (await api.post('/verifications/sms', { phone_number, verify_profile_id })).body.data.id
const listed = async (api: Api): Promise<string[]> =>
  (await api.get(`/verifications/by_phone_number/${phone_number}`)).body.data.map(
    (verification: { id: string }) => verification.id,
  )

test('added records work like records created through the API', async () => {
  const api = await useApi()
  const own = await start(api)
  const profiles = [{ id: id(1), name: 'Added', sms: {} }]
  expect(
    await add(api, { profiles, verifications: [stored(2, { verify_profile_id: id(1), custom_code: '48213' })] }),
  ).toEqual({
    sandbox: 'default',
    profiles: 2,
    verifications: 2,
    messages: 2,
    clock: { now: '2026-01-31T09:30:00.123Z', frozen: false, offsetMs: 0 },
    warnings: [],
  })
  expect(await listed(api)).toEqual([id(2), own])
  expect((await api.emulator.inbox.next(phone_number, { timeout: 0 })).text).toBe('Your verification code is 48213.')
  const { body } = await api.post(`/verifications/${id(2)}/actions/verify`, { code: '48213' })
  expect(body.data.response_code).toBe('accepted')
  expect((await api.emulator.clock.advance('5m')).events.map(({ event }) => event)).toEqual(['verification.expired'])
})

test('a record with a known id replaces the existing one in its place', async () => {
  const api = await useApi()
  const first = await start(api)
  const second = await start(api)
  const file = await api.emulator.snapshot.take()
  const [kept] = file.verifications ?? []
  await add(api, {
    verifications: [{ ...(kept as Stored), status: 'accepted' }],
    profiles: [{ id: verify_profile_id, name: 'Renamed', sms: {} }],
  })
  expect(await listed(api)).toEqual([second, first])
  expect((await api.get(`/verifications/${first}`)).body.data.status).toBe('accepted')
  expect((await api.get('/verify_profiles')).body.data.map(({ name }: { name: string }) => name)).toEqual(['Renamed'])
})

test('a list is ordered by creation time, whenever records were added', async () => {
  const api = await useApi()
  const own = await start(api)
  await add(api, {
    verifications: [
      stored(1, { created_at: '2026-01-31T09:29:00.000000' }),
      stored(2, { created_at: '2026-01-31T09:31:00.000000' }),
      stored(3, { created_at: '2026-01-30T00:00:00.000000' }),
      stored(4),
    ],
  })
  expect(await listed(api)).toEqual([id(4), id(2), own, id(1), id(3)])
})

test('existing records keep their order, also when the clock was set back', async () => {
  const api = await useApi()
  const first = await start(api)
  await api.emulator.clock.set('2026-01-01T00:00:00Z')
  const second = await start(api)
  expect(await listed(api)).toEqual([second, first])
  await add(api, { profiles: [{ id: id(9), name: 'x', sms: {} }] })
  expect(await listed(api)).toEqual([second, first])
})

test('the journal, the clock, scenarios and faults stay; those of the file are ignored', async () => {
  const api = await useApi({
    scenarios: [{ outcome: 'expired' }],
    faults: [{ fault: { kind: 'status', status: 503 }, match: { channel: 'call' } }],
  })
  await start(api)
  await api.emulator.clock.advance('1m')
  await api.emulator.clock.freeze()
  const { cursor } = await api.emulator.journal.list()
  const before = await api.emulator.snapshot.take()
  const file = await (await useApi()).emulator.snapshot.take()
  await api.emulator.addRecords({
    ...file,
    overrides: { scenarios: [{ id: 'x', match: {}, outcome: 'rejected', times: null }] },
  })
  const { overrides, meta } = await api.emulator.snapshot.take()
  expect({ overrides, meta }).toEqual({ overrides: before.overrides, meta: before.meta })
  expect(await api.emulator.journal.list()).toMatchObject({
    cursor,
    entries: expect.arrayContaining([expect.anything()]),
  })
  expect(await api.emulator.scenarios.list()).toMatchObject([{ id: 'config_1' }])
  expect(await api.emulator.faults.list()).toMatchObject([{ id: 'config_fault_1' }])
})

test('test numbers are added too', async () => {
  const api = await useApi({ testNumbers: { '+13035550001': { code: '11111' } } })
  await add(api, { test_numbers: { [phone_number]: { code: '22222' } } })
  await start(api)
  expect((await api.emulator.inbox.next(phone_number, { timeout: 0 })).code).toBe('22222')
  const numbers = (await api.emulator.testNumbers()).filter(({ code }) => code !== undefined)
  expect(numbers.map(({ phoneNumber, code }) => [phoneNumber, code])).toEqual([
    ['+13035550001', '11111'],
    [phone_number, '22222'],
  ])
})

test('messages of another sandbox are appended, and none replaces another', async () => {
  const api = await useApi()
  const other = api.emulator.sandbox('other')
  const key = { authorization: `Bearer ${other.apiKey}` }
  for (const phone of ['+442071838750', '+442071838751']) {
    await api.post('/verified_numbers', { phone_number: phone, verification_method: 'sms' })
    await api.post('/verified_numbers', { phone_number: phone.replace('44', '49'), verification_method: 'sms' }, key)
    await api.post('/verifications/sms', { phone_number, verify_profile_id }, key)
  }
  const { cursor } = await api.emulator.inbox.next('+442071838751', { timeout: 0 })
  await api.emulator.addRecords(await other.snapshot.take())
  const messages = await api.emulator.inbox.list()
  expect(messages.map(({ id }) => id)).toEqual([
    'message_6',
    'message_5',
    'message_4',
    'message_3',
    'message_2',
    'message_1',
  ])
  expect(messages.slice(0, 4).map(({ code }) => code)).toEqual((await other.inbox.list()).map(({ code }) => code))
  expect((await api.emulator.inbox.next(phone_number, { since: cursor, timeout: 0 })).id).toBe('message_4')
  for (const { phoneNumber: phone, code, verificationId } of messages) {
    if (verificationId !== null) continue
    const { status } = await api.post(`/verified_numbers/${phone}/actions/verify`, { verification_code: code })
    expect(status).toBe(200)
  }
})

test('a change during the addition of records is kept', async () => {
  const api = await useApi()
  for (let round = 0; round < 20; round++) {
    const phone = `+130355500${round + 10}`
    const [, made] = await Promise.all([
      add(api, { profiles: [{ id: id(1), name: `Round ${round}`, sms: {} }] }),
      api.post('/verifications/sms', { phone_number: phone, verify_profile_id }),
    ])
    expect((await api.get(`/verifications/${made.body.data.id}`)).status).toBe(200)
  }
})

test('added records are persisted', async () => {
  const data = useFolder()
  const open = () => createEmulator({ data, seed: 1, now: () => testTime })
  const one = await open()
  await one.addRecords({ version: 1, verifications: [stored(1)], test_numbers: { '+13035550001': { code: '11111' } } })
  const { snapshot, ...before } = await one.snapshot.take()
  await one.close()
  const two = await open()
  const { snapshot: _, ...after } = await two.snapshot.take()
  expect(after).toEqual(before)
  await two.close()
})

test.each<[unknown, string]>([
  [{}, 'the body has no version; this emulator reads version 1.'],
  [{ version: 1, profilez: [] }, 'the body does not match the format at the top level: unknown key "profilez"'],
  [
    { version: 1, verifications: 5 },
    'the body does not match the format at /verifications: it must be array, and is the number 5',
  ],
  [
    { version: 1, profiles: [{ id: id(1), name: 'x', sms: { messaging_template_id: id(2) } }] },
    `profile ${id(1)}: the template does not exist`,
  ],
])('%j is refused, and nothing changes', async (file, detail) => {
  const api = await useApi()
  await start(api)
  const before = await api.emulator.snapshot.take({ journal: true })
  const { status, body } = await api.post('//_emulator/records', file)
  expect(status).toBe(422)
  expect(body.detail).toContain(detail)
  expect(await api.emulator.snapshot.take({ journal: true })).toEqual(before)
})
