import { existsSync, readFileSync } from 'node:fs'
import Telnyx from 'telnyx'
import { describe, expect, test } from 'vitest'
import { root } from '../../../tools/documents.js'
import { useApi } from '../../support/emulator.js'

/**
 * The calls of the generated test suites of the vendor's SDKs, with the IDs and numbers of the vendor's examples. Each
 * uses a new emulator, because those suites have no order: one test deletes what the next one reads.
 */

const fixtures = `${root}fixtures/openapi-examples.json`
const vendorFile = `${root}../shared/vendor/telnyx-verify-2026-07-16.yml`
const isAbsent = !existsSync(vendorFile)

const example = '12ade33a-21c0-473b-b055-b3c836e1c292'
const placeholder = '182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e'
/** The profile of the example of a detail record. */
const recorded = '49000176-1ab2-8bc1-352e-4009f6c37f82'
const phone_number = '+13035551234'
const ownNumber = '+15551234567'
const text = 'Your {{app_name}} verification code is: {{code}}.'
const now = '2026-01-31T09:30:00.123000'

const accepted = { data: { phone_number, response_code: 'accepted' } }
const verifiedNumber = (verified_at: string) => ({
  data: { phone_number: ownNumber, record_type: 'verified_number', verified_at },
})
const pending = (type: string, id: string, beside: object = {}) => {
  const request = { type, phone_number, verify_profile_id: id, timeout_secs: 300, custom_code: null, ...beside }
  return { data: { record_type: 'verification', status: 'pending', ...request } }
}

/** Every field of a profile, with the values of the vendor's examples. */
const app = {
  app_name: 'Example Secure App',
  default_verification_timeout_secs: 300,
  whitelisted_destinations: ['US', 'CA'],
}
const spoken = { ...app, code_length: 6, messaging_template_id: '0abb5b4f-459f-445a-bfcd-488998b7572d' }
const fullProfile = {
  name: 'Test Profile',
  language: 'en-US',
  daily_spend_limit: 100,
  daily_spend_limit_enabled: true,
  webhook_url: 'http://example.com/webhook',
  webhook_failover_url: 'http://example.com/webhook/failover',
  sms: { ...spoken, alpha_sender: 'sqF' },
  call: spoken,
  flashcall: app,
  whatsapp: {
    default_verification_timeout_secs: 300,
    sender_phone_number: phone_number,
    template_id: 'authentication_template_id',
    waba_id: '1234567890',
    whitelisted_destinations: ['US', 'CA'],
  },
}

async function useClient({ dialect = 'docs', apiKey = 'any' }: { dialect?: 'docs' | 'spec'; apiKey?: string } = {}) {
  const { emulator } = await useApi({ fixtures, dialect })
  return new Telnyx({ baseURL: emulator.url, apiKey, fetch: emulator.fetch, maxRetries: 0 })
}

type Call = (client: Telnyx, id: string) => Promise<unknown>
type Row = readonly [title: string, call: Call, expected: (id: string) => object]

const callsById: Row[] = [
  [
    'a profile is read',
    (client, id) => client.verifyProfiles.retrieve(id),
    (id) => ({ data: { id, record_type: 'verification_profile' } }),
  ],
  [
    'a profile is updated without changes',
    (client, id) => client.verifyProfiles.update(id, {}),
    (id) => ({ data: { id, updated_at: now } }),
  ],
  [
    'every field of a profile is updated',
    (client, id) => client.verifyProfiles.update(id, fullProfile),
    (id) => ({ data: { id, ...fullProfile } }),
  ],
  ['a profile is deleted', (client, id) => client.verifyProfiles.delete(id), (id) => ({ data: { id } })],
  [
    'a template is updated',
    (client, id) => client.verifyProfiles.updateTemplate(id, { text }),
    (id) => ({ data: { id, text } }),
  ],
  [
    'a verification is read',
    (client, id) => client.verifications.retrieve(id),
    (id) => pending('sms', id, { id, timeout_secs: 86400, created_at: now, updated_at: now }),
  ],
  [
    'a code is checked by ID',
    (client, id) => client.verifications.actions.verify(id, { code: '17686', status: 'accepted' }),
    () => accepted,
  ],
  [
    'a code is checked by number',
    (client, id) =>
      client.verifications.byPhoneNumber.actions.verify(phone_number, { code: '17686', verify_profile_id: id }),
    () => accepted,
  ],
  [
    'an SMS is sent',
    (client, id) =>
      client.verifications.triggerSMS({ phone_number, verify_profile_id: id, custom_code: '43612', timeout_secs: 300 }),
    (id) => pending('sms', id, { custom_code: '43612' }),
  ],
  [
    'a call is placed',
    (client, id) =>
      client.verifications.triggerCall({
        phone_number,
        verify_profile_id: id,
        custom_code: '43612',
        extension: '1www2WABCDw9',
        timeout_secs: 300,
      }),
    (id) => pending('call', id, { custom_code: '43612' }),
  ],
  [
    'a flash call is placed',
    (client, id) => client.verifications.triggerFlashcall({ phone_number, verify_profile_id: id }),
    (id) => pending('flashcall', id),
  ],
  [
    'a WhatsApp message is sent',
    (client, id) => client.verifications.triggerWhatsappVerification({ phone_number, verify_profile_id: id }),
    (id) => pending('whatsapp', id),
  ],
]

describe.each([
  ['the ID of the examples', example],
  ['the placeholder of generated suites', placeholder],
])('%s', (_name, id) => {
  test.each(callsById)('%s', async (_title, call, expected) => {
    expect(await call(await useClient(), id)).toMatchObject(expected(id))
  })
})

const calls: Row[] = [
  ['a profile is created', (client) => client.verifyProfiles.create(fullProfile), () => ({ data: fullProfile })],
  [
    'profiles are listed',
    (client) => client.verifyProfiles.list(),
    () => ({
      data: [{ name: 'Acme' }, { id: example }, { id: placeholder }, { id: recorded }],
      meta: { total_results: 4 },
    }),
  ],
  ['a template is created', (client) => client.verifyProfiles.createTemplate({ text }), () => ({ data: { text } })],
  [
    'verifications of a number are listed',
    (client) => client.verifications.byPhoneNumber.list(phone_number),
    () => ({ data: [{ id: example }, { id: placeholder }], meta: { total_results: 2 } }),
  ],
  [
    'a code for a number is requested',
    (client) => client.verifiedNumbers.create({ phone_number: ownNumber, verification_method: 'sms' }),
    () => ({ phone_number: ownNumber, verification_method: 'sms' }),
  ],
  [
    'the code of a number is submitted',
    (client) => client.verifiedNumbers.actions.submitVerificationCode(ownNumber, { verification_code: '123456' }),
    () => verifiedNumber(now),
  ],
  [
    'verified numbers are listed',
    (client) => client.verifiedNumbers.list(),
    () => ({ data: [{ phone_number: ownNumber }] }),
  ],
  [
    'a verified number is read',
    (client) => client.verifiedNumbers.retrieve(ownNumber),
    () => verifiedNumber('2020-09-14T17:03:32.965000'),
  ],
  [
    'a verified number is deleted',
    (client) => client.verifiedNumbers.delete(ownNumber),
    () => verifiedNumber('2020-09-14T17:03:32.965000'),
  ],
]

test.each(calls)('%s', async (_title, call, expected) => {
  expect(await call(await useClient(), '')).toMatchObject(expected(''))
})

/** Calls that a mock without rules accepts and the service refuses. */
const refused: (readonly [title: string, call: Call, error: typeof Telnyx.APIError | object, code: string])[] = [
  [
    'P2: a profile without a channel',
    (client) => client.verifyProfiles.create({ name: 'Test Profile' }),
    Telnyx.BadRequestError,
    '10015',
  ],
  [
    'C8: a check without code and status',
    (client) => client.verifications.actions.verify(example, {}),
    Telnyx.UnprocessableEntityError,
    '10004',
  ],
  [
    'N4: an extension with SMS',
    (client) =>
      client.verifiedNumbers.create({ phone_number: ownNumber, verification_method: 'sms', extension: 'ww243w1' }),
    Telnyx.UnprocessableEntityError,
    '10027',
  ],
  [
    'H6: an unknown path',
    (client) =>
      client.verifyProfiles.list({ filter: { name: 'name' }, 'page[size]': 0 }, { path: '/_stainless_unknown_path' }),
    Telnyx.NotFoundError,
    '10005',
  ],
]

test.each(refused)('%s is refused', async (_title, call, error, code) => {
  const failed = call(await useClient(), '')
  await expect(failed).rejects.toBeInstanceOf(error)
  await expect(failed).rejects.toMatchObject({ error: { errors: [{ code }] } })
})

test('H2: an API key may contain spaces, like the one of those suites', async () => {
  const client = await useClient({ apiKey: 'My API Key' })
  expect(await client.verifyProfiles.retrieve(example)).toMatchObject({ data: { id: example } })
})

test('P2: a profile needs no channel in the spec dialect', async () => {
  const { data } = await (await useClient({ dialect: 'spec' })).verifyProfiles.create({ name: 'Test Profile' })
  expect(data).toMatchObject({ name: 'Test Profile', record_type: 'verification_profile' })
})

test.skipIf(isAbsent)(
  `every ID and phone number of the vendor's examples is in the fixtures${isAbsent ? ` (skipped: ${vendorFile} does not exist)` : ''}`,
  async () => {
    const vendors = readFileSync(vendorFile, 'utf8')
    const named = vendors.match(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b|\+\d{7,15}\b/g) ?? []
    const { data: templates } = await (await useClient()).verifyProfiles.retrieveTemplates()
    const there = readFileSync(fixtures, 'utf8') + JSON.stringify(templates)
    expect([...new Set(named)].filter((name) => !there.includes(name))).toEqual([])
    expect(new Set(named).size).toBeGreaterThan(3)
  },
)
