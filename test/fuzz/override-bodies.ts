import fc, { type Arbitrary } from 'fast-check'
import { controlOperations } from '../../src/spec/control-operations.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { named, optional, phone } from './bodies.js'

const operation = fc.constantFrom<string>(...verifyOperations.map(({ id }) => id))
const channel = fc.constantFrom('sms', 'call', 'flashcall', 'whatsapp')
const match = optional({ operation, phone_number: phone, channel, verify_profile_id: named('profile') })
const times = fc.integer({ min: 1, max: 3 })

export const outcome = fc.constantFrom(
  ...[
    'accepted',
    'rejected',
    'expired',
    'max_attempts_exceeded',
    'delivered',
    'sending_failed',
    'delivery_failed',
    'delayed',
  ],
  ...['10005', '10007', '10011', '20100', '40309'],
)
const scenario = fc.record(
  { outcome, match: fc.oneof(fc.constant({}), match), times, delay: fc.constantFrom('30s', 0, '2h') },
  { requiredKeys: ['outcome'] },
)

/** Faults without latency and hanging, because these tests never wait. */
const fault = fc.record(
  {
    fault: fc.oneof(
      fc.record({ kind: fc.constant('status'), status: fc.constantFrom(408, 409, 429, 500, 502, 503, 504) }),
      fc.record({ kind: fc.constantFrom('malformed', 'truncated', 'wrong-type', 'reset') }),
      fc.record({ kind: fc.constant('reset'), at: fc.constantFrom('before', 'during', 'after') }),
    ),
    match,
    times,
    probability: fc.constantFrom(0.1, 0.5, 1),
  },
  { requiredKeys: ['fault', 'times'] },
)

/** Bounds that often hold; `times` beside others is refused. */
const bounds = fc.constantFrom<object>(
  ...[{}, { at_least: 0 }, { at_least: 1 }, { at_least: 0, at_most: 2 }],
  ...[{ times: 0 }, { times: 1 }, { times: 1, at_most: 1 }],
)

const facts = optional({
  operation,
  match: optional({
    phone_number: phone,
    verification_id: named('verification'),
    method: fc.constantFrom('GET', 'POST'),
    path: fc.constantFrom('/v2/verifications/sms', '/v2/verify_profiles'),
    status: fc.constantFrom(200, 400, 404),
    decided: fc.constantFrom<object>({}, { rule: 'C3' }, { outcome: 'accepted', scenario: null }),
    request: fc.constantFrom<object>(
      {},
      { code: '12345' },
      { sms: { whitelisted_destinations: ['US'] } },
      { toString: 'x' },
    ),
    answer: fc.constantFrom<object>({}, { data: { status: 'pending' } }, { errors: [{ code: '10005' }] }, { data: [] }),
  }),
  since: named('cursor'),
})
const expectation = fc.tuple(bounds, facts).map(([count, others]) => ({ ...others, ...count }))

const eventType = fc.constantFrom('verify.sent', 'verify.delivered', 'verify.failed', 'verification.complete')
/** A URL without a server, so that an attempt fails at once. */
const hookUrl = 'http://127.0.0.1:1/hook'
const webhookFault = fc.constantFrom(
  'duplicate',
  'dropped',
  'wrong-signature',
  'stale-timestamp',
  'altered-body',
  'wrong-key',
)
const webhookFaultRule = fc.record(
  {
    fault: webhookFault,
    match: optional({ event_type: eventType, phone_number: phone, channel, verify_profile_id: named('profile') }),
    times,
  },
  { requiredKeys: ['fault', 'times'] },
)
const trigger = fc.record(
  { event_type: eventType, verification_id: named('verification'), url: fc.constant(hookUrl), fault: webhookFault },
  { requiredKeys: ['event_type', 'url'] },
)

const id = fc.nat({ max: 3 }).map((digit) => `00000000-0000-4000-8000-00000000000${digit}`)
const created_at = fc.constantFrom(
  '2020-09-14T17:03:32.965812',
  '2026-01-31T09:30:00.123000',
  '9999-12-31T23:59:59.999000',
)
const message = fc.record({
  sequence: fc.integer({ min: 1, max: 5 }),
  from: fc.constant('+13035550100'),
  text: fc.constantFrom('', '12345'),
})
const listOf = <T>(record: Arbitrary<T>) => fc.array(record, { maxLength: 2 })
const records = {
  profiles: listOf(
    fc.record({ id, name: fc.constant('Kept'), sms: fc.constant({}), created_at }, { requiredKeys: ['id', 'name'] }),
  ),
  templates: listOf(fc.record({ id, text: fc.constant('{{code}}!') })),
  verifications: listOf(
    fc.record(
      {
        id,
        type: channel,
        phone_number: phone,
        verify_profile_id: fc.oneof(id, named('profile')),
        status: fc.constantFrom('pending', 'accepted', 'invalid', 'expired', 'error'),
        custom_code: fc.constantFrom(null, '12345'),
        created_at,
        emulator: optional({ code: fc.constant('12345'), failed_checks: fc.integer({ min: 0, max: 5 }), message }),
      },
      { requiredKeys: ['id', 'type', 'phone_number', 'verify_profile_id'] },
    ),
  ),
  verified_numbers: listOf(fc.record({ phone_number: phone })),
  number_codes: listOf(
    fc.record({
      phone_number: phone,
      verification_method: fc.constantFrom('sms', 'call'),
      code: fc.constant('123456'),
      used: fc.boolean(),
      message,
    }),
  ),
  test_numbers: fc.constantFrom({}, { '+13035550123': { code: '12345' } }, { '+13035550124': { outcome: 'expired' } }),
}
const kept = fc.record({ version: fc.constant(1), ...records }, { requiredKeys: ['version'] })

export const overridesBodies: Readonly<Record<string, Arbitrary<object>>> = {
  AdvanceClock: fc.record({
    by: fc.constantFrom<string | number>('5m', '2h30m', '1d', '250ms', '0.5s', 0, 1, 299_999.5, 300_000),
  }),
  SetClock: fc.record({
    to: fc.constantFrom<string | number>(
      'now',
      0,
      1_700_000_000_000,
      '1970-01-01T00:00:00Z',
      '2026-02-01T00:00:00+05:30',
      '9999-12-31T23:59:59.999Z',
    ),
  }),
  CreateScenario: scenario,
  ReplaceScenarios: fc.array(scenario, { maxLength: 2 }),
  CreateFault: fault,
  ReplaceFaults: fc.array(fault, { maxLength: 2 }),
  AssertJournal: expectation,
  RestoreSnapshot: kept,
  AddRecords: kept,
  CreateWebhookFault: webhookFaultRule,
  ReplaceWebhookFaults: fc.array(webhookFaultRule, { maxLength: 2 }),
  TriggerWebhook: trigger,
  SetWebhookHeaders: fc.record({
    headers: fc.option(
      fc.dictionary(fc.constantFrom('X-Forwarded-For', 'x-real-ip', 'Host', 'é'), fc.string(), { maxKeys: 2 }),
    ),
  }),
  SetWebhookUrl: fc.record({ url: fc.constantFrom(null, hookUrl) }),
}

/** Bodies that are sent exactly as an earlier answer returned them. */
export const givenBodies: Readonly<Record<string, string>> = {
  RestoreSnapshot: '<snapshot 0>',
  AddRecords: '<snapshot 0>',
  // Holds in every sandbox.
  AssertJournal: '{"at_least": 0}',
}

/** Query parameters without which an operation refuses every request. */
export const requiredQuery: Readonly<Record<string, readonly string[]>> = {
  SearchDetailRecords: ['filter[record_type]'],
}

/** Valid values of query parameters, of both APIs. */
export const queryValues: Readonly<Record<string, Arbitrary<string>>> = {
  sandbox: named('sandbox'),
  phone_number: phone,
  channel,
  limit: fc.constantFrom('1', '100'),
  timeout: fc.constant('0'),
  since: named('cursor'),
  kind: fc.constantFrom('request', 'message', 'delivery', 'verification'),
  operation,
  status: fc.constantFrom('200', '404'),
  codes: fc.constantFrom('masked', 'shown'),
  journal: fc.constantFrom('true', 'false'),
  event_type: eventType,
  state: fc.constantFrom('pending', 'delivered', 'failed', 'dropped'),
  url: fc.constant(hookUrl),
  'page[number]': fc.constantFrom('1', '2'),
  'page[size]': fc.constantFrom('1', '50'),
  'filter[name]': fc.constantFrom('Kept', 'Acme'),
  'filter[name][contains]': fc.constant('e'),
  'filter[record_type]': fc.constantFrom('verify_2fa', 'verify', 'messaging'),
  'filter[date_range]': fc.constantFrom('today', 'last_7_days'),
  sort: fc.constantFrom('created_at', '-created_at'),
  type: fc.constantFrom('carrier', 'caller-name'),
}

const aboutAll: readonly string[] = controlOperations.filter(({ tag }) => tag !== 'Sandbox').map(({ id }) => id)

/** Whether an operation only affects one sandbox, and not the emulator or receivers of webhooks. */
export const isAboutSandbox = (operationId: string): boolean =>
  !aboutAll.includes(operationId) && !/Webhook|WebhookFault|PublicKey/.test(operationId)
