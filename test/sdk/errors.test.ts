import Telnyx, {
  APIError,
  type APIPromise,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  UnprocessableEntityError,
} from 'telnyx'
import { describe, expect, test } from 'vitest'
import type { Emulator } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

/** Errors that the official client throws: the class for each status, with the vendor's envelope inside. */

interface Failure {
  readonly rules: string
  readonly what: string
  readonly prepare?: (client: Telnyx, emulator: Emulator) => Promise<unknown>
  readonly call: (client: Telnyx) => APIPromise<unknown>
  readonly error: object
}

const profileId = '4900019b-76da-b800-8000-000000000001'
const unknownId = '12345678-9abc-4def-8123-456789abcdef'
const phone = '+13035551234'
const request = { phone_number: phone, verify_profile_id: profileId }

/** One entry of the envelope (H5). */
const entry = (code: string, title: string, detail: string, source?: object) => ({
  code,
  title,
  detail,
  ...(source && { source }),
  meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
})
const failure =
  (type: new (...parts: never[]) => Error, status: number) =>
  (...parts: Parameters<typeof entry>) => ({ type, status, errors: [entry(...parts)] })

const badRequest = failure(BadRequestError, 400)
const unprocessable = failure(UnprocessableEntityError, 422)
const notFound = failure(NotFoundError, 404)(
  '10005',
  'Resource not found',
  'The requested resource or URL could not be found.',
)
const unauthenticated = failure(AuthenticationError, 401)(
  '10009',
  'Authentication failed',
  'The required authentication headers were either invalid or not included in the request.',
)
const profileNotFound = badRequest('10015', 'Bad Request', 'Profile not found', { pointer: '/verify_profile_id' })
const missing = (field: string) => {
  return unprocessable('10004', 'Missing required parameter', 'A required parameter was missing.', {
    pointer: `/${field}`,
  })
}

const sendSms = ({ verifications }: Telnyx) => verifications.triggerSMS({ ...request, custom_code: '43612' })
const check = ({ verifications }: Telnyx, code: string) => {
  return verifications.byPhoneNumber.actions.verify(phone, { code, verify_profile_id: profileId })
}

const failures: Failure[] = [
  {
    rules: 'H2',
    what: 'no key',
    call: ({ verifyProfiles }) => verifyProfiles.list({}, { headers: { Authorization: null } }),
    error: unauthenticated,
  },
  {
    rules: 'H2',
    what: 'another scheme',
    call: ({ verifyProfiles }) => verifyProfiles.list({}, { headers: { Authorization: 'Basic YTpi' } }),
    error: unauthenticated,
  },
  {
    rules: 'P14',
    what: 'a profile that does not exist',
    call: (client) => client.verifyProfiles.retrieve(unknownId),
    error: notFound,
  },
  {
    rules: 'P14',
    what: 'a profile ID that is not a UUID',
    call: (client) => client.verifyProfiles.retrieve('mine'),
    error: notFound,
  },
  {
    rules: 'P10',
    what: 'a deleted profile',
    prepare: (client) => client.verifyProfiles.delete(profileId),
    call: (client) => client.verifyProfiles.update(profileId, { name: 'Ghost' }),
    error: notFound,
  },
  {
    rules: 'P2',
    what: 'a profile without a channel',
    call: (client) => client.verifyProfiles.create({ name: 'Bare' }),
    error: badRequest('10015', 'Bad Request', 'No channel setting provided: sms, call, etc'),
  },
  {
    rules: 'H9',
    what: 'a profile without a name',
    call: (client) => client.verifyProfiles.create({} as never),
    error: missing('name'),
  },
  {
    rules: 'H10',
    what: 'a code length that is not a number',
    call: (client) => client.verifyProfiles.create({ name: 'Shop', sms: { code_length: 'six' as never } }),
    error: unprocessable(
      '10026',
      'Invalid parameter type',
      'The parameter must be of type integer, but received type string',
      {
        pointer: '/sms/code_length',
      },
    ),
  },
  {
    rules: 'T4',
    what: 'an empty template',
    call: (client) => client.verifyProfiles.createTemplate({ text: '' }),
    error: missing('text'),
  },
  {
    rules: 'T4',
    what: 'a change of a built-in template',
    call: (client) =>
      client.verifyProfiles.updateTemplate('0abb5b4f-459f-445a-bfcd-488998b7572d', { text: 'Mine: {{code}}' }),
    error: notFound,
  },
  {
    rules: 'H15',
    what: 'a page size of 0',
    call: (client) => client.verifyProfiles.list({ 'page[size]': 0 }),
    error: badRequest('10015', 'Bad Request', 'The request failed because it was not well-formed.', {
      parameter: 'page[size]',
    }),
  },
  {
    rules: 'V3',
    what: 'a code with a profile that does not exist',
    call: (client) => client.verifications.triggerSMS({ ...request, verify_profile_id: unknownId }),
    error: profileNotFound,
  },
  {
    rules: 'V4',
    what: 'a number without its plus sign',
    call: (client) => client.verifications.triggerCall({ ...request, phone_number: '13035551234' }),
    error: badRequest(
      '10016',
      'Phone number must be in +E.164 format',
      'The specified phone number parameter must be in +E.164 format.',
      {
        pointer: '/phone_number',
      },
    ),
  },
  {
    rules: 'V5',
    what: 'a country that is not whitelisted',
    prepare: (client) => client.verifyProfiles.update(profileId, { sms: { whitelisted_destinations: ['US'] } }),
    call: (client) => client.verifications.triggerSMS({ ...request, phone_number: '+442079460123' }),
    error: badRequest(
      '40309',
      'Invalid destination region',
      "The region for the destination is not included in the messaging profile's whitelisted destinations.",
      {
        pointer: '/phone_number',
      },
    ),
  },
  {
    rules: 'P14',
    what: 'a verification that does not exist',
    call: (client) => client.verifications.retrieve(unknownId),
    error: notFound,
  },
  {
    rules: 'C6',
    what: 'a check of a number that received no code',
    call: (client) => check(client, '43612'),
    error: notFound,
  },
  {
    rules: 'C7',
    what: 'a second check of an accepted code',
    prepare: async (client) => {
      await sendSms(client)
      expect((await check(client, '43612')).data.response_code).toBe('accepted')
    },
    call: (client) => check(client, '43612'),
    error: notFound,
  },
  {
    rules: 'C9, V3',
    what: 'a check with a profile that does not exist',
    prepare: sendSms,
    call: ({ verifications }) =>
      verifications.byPhoneNumber.actions.verify(phone, { code: '43612', verify_profile_id: unknownId }),
    error: profileNotFound,
  },
  {
    rules: 'N1, H10',
    what: 'a number verification by fax',
    call: (client) => client.verifiedNumbers.create({ phone_number: phone, verification_method: 'fax' as never }),
    error: unprocessable('10032', 'Invalid enumerated value', 'The value must be one of sms, call', {
      pointer: '/verification_method',
    }),
  },
  {
    rules: 'N2',
    what: 'a wrong code for a number',
    prepare: async (client, { inbox }) => {
      await client.verifiedNumbers.create({ phone_number: phone, verification_method: 'sms' })
      expect((await inbox.next(phone)).code).not.toBe('000000')
    },
    call: (client) => client.verifiedNumbers.actions.submitVerificationCode(phone, { verification_code: '000000' }),
    error: unprocessable(
      '10027',
      'Unprocessable Entity',
      'The server understood the syntax of the request but was unable to process the instructions.',
      {
        pointer: '/verification_code',
      },
    ),
  },
  {
    rules: 'N3',
    what: 'a number that is not verified',
    call: (client) => client.verifiedNumbers.delete(phone),
    error: notFound,
  },
  {
    rules: 'V10, H6',
    what: 'the removed path to start a verification',
    call: (client) => client.post('/verifications', { body: { ...request, type: 'sms' } }),
    error: notFound,
  },
  {
    rules: 'H7',
    what: 'an unsupported method',
    call: (client) => client.put('/verify_profiles', { body: {} }),
    error: failure(APIError, 405)('10030', 'Method not allowed', 'The URL is valid, but the method is not allowed.'),
  },
]

async function expectThrown({ prepare, call, error }: Failure, transport: 'in the process' | 'over a port') {
  const { emulator } = await useApi()
  if (transport === 'over a port') await emulator.listen({ port: 0 })
  const { url: baseURL, apiKey, fetch } = emulator
  const client = new Telnyx({ baseURL, apiKey, maxRetries: 0, ...(transport === 'in the process' && { fetch }) })
  await prepare?.(client, emulator)

  const thrown = await call(client).then(
    () => expect.fail('nothing was thrown'),
    (reason: unknown) => reason as APIError<number, Headers, { errors: object[] }>,
  )

  expect({ type: thrown.constructor, status: thrown.status, errors: thrown.error.errors }).toEqual(error)
  expect(thrown.headers.get('x-emulator-hint')).toMatch(/\w+ \w+/)
}

const rows = failures.map((row) => [`${row.rules}, H5: ${row.what}`, row] as const)

describe('the official client throws for', () => {
  test.each(rows)('%s', async (_title, failure) => {
    await expectThrown(failure, 'in the process')
  })

  test.each(rows.filter(([, { what }]) => what === 'no key' || what === 'a wrong code for a number'))(
    '%s, over a port',
    async (_title, failure) => {
      await expectThrown(failure, 'over a port')
    },
  )
})

test('H1: a base URL without /v2 is reported in the hint', async () => {
  const { emulator } = await useApi()
  const client = new Telnyx({
    baseURL: emulator.url.replace('/v2', ''),
    apiKey: emulator.apiKey,
    fetch: emulator.fetch,
    maxRetries: 0,
  })

  const thrown = await client.verifyProfiles.list().catch((reason: unknown) => reason as APIError<number, Headers>)

  expect(thrown).toBeInstanceOf(NotFoundError)
  expect((thrown as APIError<number, Headers>).headers.get('x-emulator-hint')).toContain('lacks /v2')
})
