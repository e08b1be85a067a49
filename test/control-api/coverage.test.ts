import { expect, test } from 'vitest'
import { type Coverage, createEmulator } from '../../src/index.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { type Api, useApi } from '../support/emulator.js'

const phone_number = '+13035551234'

const start = ({ post, emulator }: Api, channel = 'sms', headers = {}) =>
  post(
    `/verifications/${channel}`,
    { phone_number, verify_profile_id: emulator.profileId, ...(channel !== 'flashcall' && { custom_code: '48213' }) },
    headers,
  )
const check = ({ post, emulator }: Api, code: string) =>
  post(`/verifications/by_phone_number/${phone_number}/actions/verify`, { code, verify_profile_id: emulator.profileId })

/** The counts above 0. */
const reached = (coverage: Coverage) =>
  Object.fromEntries(
    Object.entries(coverage).map(([group, counts]) => [
      group,
      typeof counts === 'number'
        ? counts
        : Object.fromEntries(Object.entries<number>(counts).filter(([, count]) => count > 0)),
    ]),
  )

const none = {
  requests: 0,
  outcomes: {},
  deliveries: {},
  channels: {},
  operations: {},
  errors: {},
  statuses: {},
  webhooks: {},
  faults: {},
}

test('a new emulator lists everything with a count of 0', async () => {
  const { emulator } = await useApi()
  const coverage = await emulator.server.coverage.get()
  expect(reached(coverage)).toEqual(none)
  expect(Object.keys(coverage.operations)).toEqual(verifyOperations.map(({ id }) => id))
  expect(Object.keys(coverage.outcomes)).toEqual(['accepted', 'rejected', 'expired', 'max_attempts_exceeded'])
  expect(Object.keys(coverage.deliveries)).toEqual([
    'delivered',
    'sending_failed',
    'delivery_failed',
    'delivery_unconfirmed',
    'delayed',
  ])
  expect(Object.keys(coverage.channels)).toEqual(['sms', 'call', 'flashcall', 'whatsapp'])
  expect(Object.keys(coverage.faults)).toEqual([
    'latency',
    'status',
    'reset',
    'malformed',
    'truncated',
    'wrong-type',
    'hang',
  ])
  expect(Object.keys(coverage.statuses)).toEqual(['200', '400', '401', '404', '422', '429', '500', '503'])
  expect(Object.keys(coverage.errors)).toHaveLength(26)
})

test('coverage counts what happens in all sandboxes together', async () => {
  const api = await useApi()
  await start(api)
  await check(api, '00000')
  await check(api, '48213')
  await check(api, '48213')
  await start(api, 'call', { authorization: 'Bearer sandbox_other' })
  await start(api, 'flashcall', { 'x-emulator-outcome': 'delivery_failed' })
  await api.get('/verify_profiles', { authorization: '' })
  await api.get('/nowhere')
  await api.delete('/verifications/sms')
  expect(reached(await api.emulator.server.coverage.get())).toEqual({
    requests: 9,
    outcomes: { accepted: 1, rejected: 1 },
    deliveries: { delivered: 2, delivery_failed: 1 },
    channels: { sms: 1, call: 1 },
    operations: {
      CreateVerificationSms: 1,
      CreateVerificationCall: 1,
      CreateFlashcallVerification: 1,
      VerifyVerificationCodeByPhoneNumber: 3,
      ListProfiles: 1,
    },
    errors: { 10005: 2, 10009: 1, 10030: 1 },
    statuses: { 200: 5, 401: 1, 404: 2, 405: 1 },
    webhooks: {},
    faults: {},
  })
})

test('forced outcomes and errors are counted like real ones, delayed ones when they happen', async () => {
  const api = await useApi()
  await api.emulator.scenarios.add({ outcome: 'delayed', times: 1 })
  await start(api)
  expect(reached(await api.emulator.server.coverage.get())).toMatchObject({ deliveries: {}, channels: {} })
  await api.emulator.clock.advance('30s')
  await api.emulator.scenarios.add({ outcome: 'max_attempts_exceeded' })
  await check(api, '48213')
  await start(api, 'sms', { 'x-emulator-outcome': '20100' })
  expect(reached(await api.emulator.server.coverage.get())).toMatchObject({
    deliveries: { delayed: 1 },
    channels: { sms: 1 },
    outcomes: { max_attempts_exceeded: 1 },
    errors: { 20100: 1 },
    statuses: { 200: 2, 403: 1 },
  })
})

test('a fault is counted by its kind, with the response that was sent, if any', async () => {
  const api = await useApi()
  for (const fault of [{ kind: 'status', status: 503 }, { kind: 'reset' }, { kind: 'malformed' }] as const) {
    await api.emulator.faults.set([{ fault, times: 1 }])
    await api.get('/verify_profiles').catch(() => {}) // one gives no answer
  }
  expect(reached(await api.emulator.server.coverage.get())).toEqual({
    ...none,
    requests: 3,
    operations: { ListProfiles: 3 },
    statuses: { 200: 1, 503: 1 },
    errors: { 10007: 1 },
    faults: { status: 1, reset: 1, malformed: 1 },
  })
})

test('coverage survives resets, restored snapshots and deleted sandboxes until it is cleared', async () => {
  const api = await useApi({ journal: 0 })
  await start(api)
  const snapshot = await api.emulator.snapshot.take()
  const before = await api.emulator.server.coverage.get()
  await api.emulator.reset()
  await api.emulator.snapshot.restore(snapshot)
  await api.emulator.addRecords(snapshot)
  await api.emulator.server.sandboxes.delete('default')
  expect(await api.emulator.server.coverage.get()).toEqual(before)
  await api.emulator.server.coverage.clear()
  expect(reached(await api.emulator.server.coverage.get())).toEqual(none)
  await start(api)
  expect(await api.emulator.server.coverage.get()).toEqual(before)
})

test('coverage belongs to one emulator', async () => {
  const api = await useApi()
  await start(api)
  await using other = await createEmulator()
  expect(reached(await other.server.coverage.get())).toEqual(none)
})

test('coverage as text is readable', async () => {
  const api = await useApi()
  await start(api)
  await check(api, '00000')
  await check(api, '48213')
  await api.emulator.faults.set([{ fault: { kind: 'status', status: 503 }, times: 1 }])
  await api.get('/verify_profiles')
  expect(
    await api.emulator.server.coverage.text(),
  ).toBe(`Coverage: 4 requests, 3 of 27 operations, 2 of 4 outcomes, 1 of 26 errors

outcomes    accepted 1, rejected 1, expired never, max_attempts_exceeded never
deliveries  delivered 1, sending_failed never, delivery_failed never, delivery_unconfirmed never, delayed never
channels    sms 1, call never, flashcall never, whatsapp never
statuses    200 3, 400 never, 401 never, 404 never, 422 never, 429 never, 500 never, 503 1
webhooks    verify.sent never, verify.delivered never, verify.failed never, verification.complete never
faults      status 1
errors      10007 (Unexpected error) 1
operations  VerifyVerificationCodeByPhoneNumber 2, CreateVerificationSms 1, ListProfiles 1
never       GetUserBalance, SearchDetailRecords, LookupNumber, GetPublicKey, ListVerifications,
            CreateVerificationCall, CreateFlashcallVerification, CreateWhatsappVerification,
            RetrieveVerification, VerifyVerificationCodeById, ListVerifiedNumbers, CreateVerifiedNumber,
            GetVerifiedNumber, DeleteVerifiedNumber, VerifyVerificationCode, CreateVerifyProfile,
            ListProfileMessageTemplates, CreateMessageTemplate, UpdateMessageTemplate, GetVerifyProfile,
            UpdateVerifyProfile, DeleteProfile, GetWebhookDeliveries, GetWebhookDelivery
`)
})

test('coverage can be asked of one sandbox and of those with a prefix, and cleared for them', async () => {
  const { emulator, post } = await useApi()
  for (const name of ['job-1', 'job-1-b', 'job-2'])
    await post(
      '/verifications/sms',
      { phone_number: '+13035551234', verify_profile_id: emulator.profileId },
      { authorization: `Bearer sandbox_${name}` },
    )
  const { coverage, sandboxes } = emulator.server
  const count = async (options?: { sandbox?: string; sandboxPrefix?: string }) => (await coverage.get(options)).requests
  expect(await Promise.all([count(), count({ sandboxPrefix: 'job-1' }), count({ sandbox: 'job-1' })])).toEqual([
    3, 2, 1,
  ])
  await sandboxes.delete('job-1-b') // the counts outlive the sandbox
  const { operations, channels, errors } = await coverage.get({ sandboxPrefix: 'job-1-' })
  expect([operations.CreateVerificationSms, channels.sms, errors['10005']]).toEqual([1, 1, 0])
  expect(await coverage.text({ sandboxPrefix: 'job-1' })).toContain('Coverage: 2 requests')
  await coverage.clear({ sandboxPrefix: 'job-1' })
  expect([await count(), await count({ sandboxPrefix: 'job-1' }), await count({ sandbox: 'job-2' })]).toEqual([1, 0, 1])
  expect((await coverage.get()).channels.sms).toBe(1)
  await coverage.clear()
  expect([await count(), await count({ sandbox: 'job-2' })]).toEqual([0, 0])
})

test.each([
  ['sandbox_prefix=', 'sandbox_prefix is empty. Add the beginning of a name, like sandbox_prefix=job-7-.'],
  [
    'sandbox_prefix=a&sandbox=b',
    'Use either sandbox, for one sandbox, or sandbox_prefix, for all whose names begin with it.',
  ],
])('coverage?%s is 400', async (query, detail) => {
  const { get } = await useApi()
  expect((await get(`//_emulator/coverage?${query}`)).body.detail).toBe(detail)
})
