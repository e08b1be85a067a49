import Telnyx, { type APIPromise } from 'telnyx'
import { describe, expect, test } from 'vitest'
import type { Emulator } from '../../src/index.js'
import { useApi } from '../support/emulator.js'
import { useReceiver } from '../support/receiver.js'

/** Every operation of the official client in the process, and one of each HTTP method over a port. */

interface Operation {
  readonly rules: string
  /** Prepares the call; its result is passed to the call and to the expectation. */
  readonly prepare?: (client: Telnyx, emulator: Emulator) => Promise<string>
  readonly call: (client: Telnyx, prepared: string) => APIPromise<unknown>
  readonly expected: object | ((prepared: string) => object)
}

const profileId = '4900019b-76da-b800-8000-000000000001'
const templateId = 'b0d1f2a4-6c55-4b1e-9a77-0f3f5d2c9e10'
const phone = '+13035551234'
const verifiedPhone = '+442079460123'
const now = '2026-01-31T09:30:00.123000'
const uuid4 = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
const timedId = expect.stringMatching(/^4900[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/)

const fixtures = {
  version: 1 as const,
  templates: [{ id: templateId, text: 'Hello, {{code}}' }],
  verified_numbers: [{ phone_number: verifiedPhone, verified_at: now }],
}

/** P4: a response has both names. */
const bothTimeouts = (seconds: number) => ({
  default_verification_timeout_secs: seconds,
  default_timeout_secs: seconds,
})

const acme = {
  id: profileId,
  record_type: 'verification_profile',
  name: 'Acme',
  language: 'en-US',
  daily_spend_limit_enabled: false,
  sms: { code_length: 5, ...bothTimeouts(300), alpha_sender: 'Telnyx' },
  call: { code_length: 5, ...bothTimeouts(300) },
  flashcall: bothTimeouts(300),
  whatsapp: { code_length: 5, ...bothTimeouts(300), sender_phone_number: null, template_id: null, waba_id: null },
  created_at: now,
  updated_at: now,
}

/** A profile with a value in every field that the client has. */
const shop = {
  name: 'Shop',
  language: 'de-DE',
  webhook_url: 'http://127.0.0.1:9/hooks',
  webhook_failover_url: 'http://127.0.0.1:9/failover',
  daily_spend_limit: 12.5,
  daily_spend_limit_enabled: true,
  sms: {
    app_name: 'Corner Shop',
    code_length: 6,
    default_verification_timeout_secs: 120,
    messaging_template_id: '0abb5b4f-459f-445a-bfcd-488998b7572d',
    whitelisted_destinations: ['US', 'DE'],
    alpha_sender: 'Corner',
  },
  call: {
    code_length: 4,
    default_verification_timeout_secs: 90,
    messaging_template_id: templateId,
    whitelisted_destinations: ['*'],
  },
  flashcall: { app_name: 'Corner Shop', default_verification_timeout_secs: 60, whitelisted_destinations: ['GB'] },
  whatsapp: {
    default_verification_timeout_secs: 600,
    sender_phone_number: '+13125000000',
    template_id: 'login',
    waba_id: '1234567890',
    whitelisted_destinations: ['CA'],
  },
}

const plain = 'Your {{app_name}} verification code is: {{code}}.'
const codeFirst = '{{code}} is your verification code for {{app_name}}.'
const expires = ' This code will expire in {{default_verification_timeout_secs}} minutes.'
const secret = ' Do not share this code with anyone; our employees will never ask for the code.'
const builtIn = [
  { id: '0abb5b4f-459f-445a-bfcd-488998b7572d', text: plain },
  { id: '2ca3f1da-5621-4aa6-ae56-df21caff79e0', text: codeFirst },
  { id: '33dfb056-6c1b-40bd-920e-4243e01248a5', text: plain + secret },
  { id: '46acd63c-be57-4993-ae8d-0e4067ad1d57', text: plain + expires },
  { id: '723ead5e-ada6-4c29-a962-349170866187', text: codeFirst + expires },
  { id: '88d0781f-f4c7-4b78-8d0a-1f3e4de78b5e', text: plain + expires + secret },
]

const request = { phone_number: phone, verify_profile_id: profileId }
const pending = (type: string, beside: object = {}) => ({
  data: {
    id: uuid4,
    record_type: 'verification',
    type,
    ...request,
    status: 'pending',
    custom_code: null,
    timeout_secs: 300,
    created_at: now,
    updated_at: now,
    ...beside,
  },
})
const onePage = { total_pages: 1, total_results: 1, page_number: 1, page_size: 25 }
const verifiedNumber = (phoneNumber: string) => ({
  phone_number: phoneNumber,
  record_type: 'verified_number',
  verified_at: now,
})

const sendSms = async ({ verifications }: Telnyx) => (await verifications.triggerSMS(request)).data.id as string
const codeOf = async (sent: PromiseLike<unknown>, { inbox }: Emulator) => {
  await sent
  return (await inbox.next(phone)).code
}

const webhookDelivery = (id: string) => ({
  id,
  record_type: 'webhook_delivery',
  user_id: '00000000-0000-4000-8000-000000000000',
  status: 'delivered',
  started_at: '2026-01-31T09:30:00.123Z',
  finished_at: expect.stringMatching(/^2026-01-31T09:30:0\d\.\d{3}Z$/),
  webhook: expect.objectContaining({ event_type: 'verify.failed', id: uuid4, record_type: 'event' }),
  attempts: [expect.objectContaining({ status: 'delivered' })],
})

const operations: Record<string, Operation> = {
  'verifyProfiles.create': {
    rules: 'P1, P12, H3',
    call: (client) => client.verifyProfiles.create(shop),
    expected: {
      data: {
        id: timedId,
        record_type: 'verification_profile',
        ...shop,
        sms: { ...shop.sms, ...bothTimeouts(120) },
        call: { ...shop.call, ...bothTimeouts(90) },
        flashcall: { ...shop.flashcall, ...bothTimeouts(60) },
        whatsapp: { ...shop.whatsapp, ...bothTimeouts(600), code_length: 5 },
        created_at: now,
        updated_at: now,
      },
    },
  },
  'verifyProfiles.retrieve': {
    rules: 'P1, P3',
    call: (client) => client.verifyProfiles.retrieve(profileId),
    expected: { data: acme },
  },
  'verifyProfiles.update': {
    rules: 'P9',
    call: (client) =>
      client.verifyProfiles.update(profileId, { sms: { code_length: 8 }, webhook_url: shop.webhook_url }),
    expected: { data: { ...acme, webhook_url: shop.webhook_url, sms: { ...acme.sms, code_length: 8 } } },
  },
  'verifyProfiles.list': {
    rules: 'H4, P11',
    call: (client) => client.verifyProfiles.list({ filter: { name: 'Acme' }, 'page[number]': 1, 'page[size]': 25 }),
    expected: { data: [acme], meta: onePage },
  },
  'verifyProfiles.delete': {
    rules: 'P10, H3',
    call: (client) => client.verifyProfiles.delete(profileId),
    expected: { data: acme },
  },
  'verifyProfiles.retrieveTemplates': {
    rules: 'T1',
    call: (client) => client.verifyProfiles.retrieveTemplates(),
    expected: { data: [...builtIn, ...fixtures.templates] },
  },
  'verifyProfiles.createTemplate': {
    rules: 'T2, H3',
    call: (client) => client.verifyProfiles.createTemplate({ text: codeFirst }),
    expected: { data: { id: uuid4, text: codeFirst } },
  },
  'verifyProfiles.updateTemplate': {
    rules: 'T2',
    call: (client) => client.verifyProfiles.updateTemplate(templateId, { text: plain }),
    expected: { data: { id: templateId, text: plain } },
  },
  'balance.retrieve': {
    rules: 'X3',
    call: (client) => client.balance.retrieve(),
    expected: {
      data: expect.objectContaining({ record_type: 'balance', balance: '300.00', available_credit: '400.00' }),
    },
  },
  'numberLookup.retrieve': {
    rules: 'X3',
    call: (client) => client.numberLookup.retrieve('+13035550130', { type: 'carrier' }),
    expected: {
      data: expect.objectContaining({ carrier: expect.objectContaining({ type: 'fixed line' }), country_code: 'US' }),
    },
  },
  'detailRecords.list': {
    rules: 'X3',
    prepare: async (client) =>
      (await client.verifications.triggerSMS({ phone_number: phone, verify_profile_id: profileId })).data.id ?? '',
    call: (client) => client.detailRecords.list({ filter: { record_type: 'verify' } }),
    expected: (id) => ({
      data: [expect.objectContaining({ id, verify_usage_fee: '0.03', rate: '0' })],
      meta: { total_pages: 1, total_results: 1, page_number: 1, page_size: 20 },
    }),
  },
  'verifications.triggerSMS': {
    rules: 'V1, V2',
    call: (client) => client.verifications.triggerSMS({ ...request, custom_code: '43612', timeout_secs: 60 }),
    expected: pending('sms', { custom_code: '43612', timeout_secs: 60 }),
  },
  'verifications.triggerCall': {
    rules: 'V1, V2, V7',
    call: (client) => client.verifications.triggerCall({ ...request, custom_code: '0042', extension: '1www2WABCDw9' }),
    expected: pending('call', { custom_code: '0042' }),
  },
  'verifications.triggerFlashcall': {
    rules: 'V1, V2',
    call: (client) => client.verifications.triggerFlashcall({ ...request, timeout_secs: 45 }),
    expected: pending('flashcall', { timeout_secs: 45 }),
  },
  'verifications.triggerWhatsappVerification': {
    rules: 'V1, V2',
    call: (client) => client.verifications.triggerWhatsappVerification({ ...request, custom_code: null }),
    expected: pending('whatsapp'),
  },
  'verifications.retrieve': {
    rules: 'V2',
    prepare: sendSms,
    call: (client, id) => client.verifications.retrieve(id),
    expected: (id) => pending('sms', { id }),
  },
  'verifications.actions.verify': {
    rules: 'C1, C8',
    prepare: async ({ verifications }) =>
      (await verifications.triggerCall({ ...request, custom_code: '43612' })).data.id as string,
    call: (client, id) => client.verifications.actions.verify(id, { status: 'rejected' }),
    expected: { data: { phone_number: phone, response_code: 'rejected' } },
  },
  'verifications.byPhoneNumber.list': {
    rules: 'V12, H4',
    prepare: sendSms,
    call: (client) => client.verifications.byPhoneNumber.list(phone),
    expected: (id) => ({ data: [pending('sms', { id }).data], meta: onePage }),
  },
  'verifications.byPhoneNumber.actions.verify': {
    rules: 'C1, C2, H16',
    prepare: (client, emulator) => codeOf(sendSms(client), emulator),
    call: (client, code) =>
      client.verifications.byPhoneNumber.actions.verify(phone, { code, verify_profile_id: profileId }),
    expected: { data: { phone_number: phone, response_code: 'accepted' } },
  },
  'verifiedNumbers.create': {
    rules: 'N1, H3',
    call: (client) =>
      client.verifiedNumbers.create({ phone_number: phone, verification_method: 'call', extension: 'ww243w1' }),
    expected: { phone_number: phone, verification_method: 'call' },
  },
  'verifiedNumbers.actions.submitVerificationCode': {
    rules: 'N2',
    prepare: (client, emulator) =>
      codeOf(client.verifiedNumbers.create({ phone_number: phone, verification_method: 'sms' }), emulator),
    call: (client, code) => client.verifiedNumbers.actions.submitVerificationCode(phone, { verification_code: code }),
    expected: { data: verifiedNumber(phone) },
  },
  'verifiedNumbers.list': {
    rules: 'N3, H4',
    call: (client) => client.verifiedNumbers.list(),
    expected: { data: [verifiedNumber(verifiedPhone)], meta: onePage },
  },
  'verifiedNumbers.retrieve': {
    rules: 'N3, H16',
    call: (client) => client.verifiedNumbers.retrieve(verifiedPhone),
    expected: { data: verifiedNumber(verifiedPhone) },
  },
  'verifiedNumbers.delete': {
    rules: 'N3, H3',
    call: (client) => client.verifiedNumbers.delete(verifiedPhone),
    expected: { data: verifiedNumber(verifiedPhone) },
  },
  'webhookDeliveries.list': {
    rules: 'W11, H4',
    prepare: deliverWebhook,
    call: (client) => client.webhookDeliveries.list({ filter: { event_type: 'verify.failed' } }),
    expected: (id) => ({ data: [webhookDelivery(id)], meta: { ...onePage, page_size: 20 } }),
  },
  'webhookDeliveries.retrieve': {
    rules: 'W11',
    prepare: deliverWebhook,
    call: (client, id) => client.webhookDeliveries.retrieve(id),
    expected: (id) => ({ data: webhookDelivery(id) }),
  },
}

/** Delivers one webhook. @returns the ID of its delivery */
async function deliverWebhook(client: Telnyx, emulator: Emulator): Promise<string> {
  const receiver = await useReceiver()
  await client.verifyProfiles.update(profileId, { webhook_url: receiver.url })
  await emulator.scenarios.add({ match: {}, outcome: 'sending_failed' })
  await sendSms(client)
  await emulator.clock.advance(0)
  return (await emulator.webhooks.list()).webhooks[0]?.id ?? ''
}

async function useClient(transport: 'in the process' | 'over a port') {
  const { emulator } = await useApi({ fixtures })
  if (transport === 'over a port') await emulator.listen({ port: 0 })
  const { url: baseURL, apiKey, fetch } = emulator
  const client = new Telnyx({ baseURL, apiKey, maxRetries: 0, ...(transport === 'in the process' && { fetch }) })
  return { emulator, client }
}

async function expectAnswer(
  { prepare, call, expected }: Operation,
  { client, emulator }: Awaited<ReturnType<typeof useClient>>,
) {
  const prepared = (await prepare?.(client, emulator)) ?? ''
  const { data, response } = await call(client, prepared).withResponse()
  expect(response.status).toBe(200)
  expect(isPage(data) ? { data: data.data, meta: data.meta } : data).toEqual(
    expected instanceof Function ? expected(prepared) : expected,
  )
}

const rows = Object.entries(operations).map(
  ([method, operation]) => [`${operation.rules}: ${method}`, operation] as const,
)

describe('the official client in the process', () => {
  test.each(rows)('%s', async (_title, operation) => {
    await expectAnswer(operation, await useClient('in the process'))
  })
})

/** One operation of each HTTP method; the port makes the same difference for all others. */
const overPort = [
  'verifyProfiles.list',
  'verifyProfiles.create',
  'verifyProfiles.update',
  'verifyProfiles.delete',
] as const

describe('the official client over a port', () => {
  test.each(overPort)('%s', async (method) => {
    await expectAnswer(operations[method] as Operation, await useClient('over a port'))
  })
})

const isPage = (answer: unknown): answer is { data: unknown; meta: unknown } =>
  answer instanceof Object && 'getNextPage' in answer

test('the table covers every method of the client', () => {
  const client = new Telnyx({ apiKey: 'any' })
  const { verifyProfiles, verifications, verifiedNumbers, webhookDeliveries, balance, numberLookup, detailRecords } =
    client
  const verify = { verifyProfiles, verifications, verifiedNumbers, webhookDeliveries }
  const parts = Object.entries({ ...verify, balance, numberLookup, detailRecords })
  const methods = parts.flatMap(([name, part]) => methodsOf(part, name))
  expect(Object.keys(operations).sort()).toEqual(methods.sort())
  expect(methods).toHaveLength(26)
})

/** The methods of a part of the client, including nested parts. */
function methodsOf(resource: object, name: string): string[] {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter((method) => method !== 'constructor')
  const inside = Object.entries(resource).filter(([part]) => part !== '_client')
  return [
    ...own.map((method) => `${name}.${method}`),
    ...inside.flatMap(([part, value]) => methodsOf(value, `${name}.${part}`)),
  ]
}
