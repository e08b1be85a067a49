import { describe, expect, test } from 'vitest'
import type { ScenarioRequest } from '../../src/client/types.js'
import { errorCodes } from '../../src/core/errors.js'
import { defaultProfileId } from '../../src/core/profiles.js'
import { checkOutcomes, deliveryOutcomes } from '../../src/core/scenarios.js'
import { createEmulator } from '../../src/index.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { useApi } from '../support/emulator.js'
import { ask } from '../support/operations.js'

const operations = verifyOperations.map(({ id }) => id)
const allOutcomes = [...checkOutcomes, ...deliveryOutcomes, ...Object.keys(errorCodes)]

/** Invalid scenarios and their error messages. */
const refusals: [string, object, RegExp][] = [
  ['an unknown outcome', { outcome: 'expird' }, /^Unknown outcome "expird"\. Did you mean expired\?$/],
  [
    'an outcome without a similar one',
    { outcome: 'zzzzzzzz' },
    new RegExp(`Expected one of: ${[...checkOutcomes, ...deliveryOutcomes].join(', ')}, 10002, `),
  ],
  ['a property that every object has', { outcome: 'constructor' }, /^Unknown outcome "constructor"/],
  ['no outcome', {}, /^add outcome to the body$/],
  ['an outcome that is not a string', { outcome: 40309 }, /^outcome must be string; you sent the number 40309$/],
  [
    'an unknown operation',
    { match: { operation: 'CreateVerificationSMS' }, outcome: '20012' },
    /^Unknown operation "CreateVerificationSMS"\. Did you mean CreateVerificationSms\?$/,
  ],
  [
    'an operation without a similar one',
    { match: { operation: 'Zzz' }, outcome: '20012' },
    new RegExp(`Expected one of: ${operations.join(', ')}\\.$`),
  ],
  [
    'a check outcome of a creation',
    { match: { operation: 'CreateVerificationSms' }, outcome: 'expired' },
    /^"expired" applies to checks, not to .* It can happen in VerifyVerificationCodeByPhoneNumber, VerifyVerificationCodeById\.$/,
  ],
  [
    'a delivery outcome of a check',
    { match: { operation: 'VerifyVerificationCodeById' }, outcome: 'delayed' },
    /It can happen in CreateVerificationSms, CreateVerificationCall, CreateFlashcallVerification, CreateWhatsappVerification\.$/,
  ],
  [
    'a delay of a check',
    { outcome: 'expired', delay: '5s' },
    /^"delay" applies to deliveries \(delivered, .*\), not to expired\. For a slow answer use a fault of kind latency\.$/,
  ],
  ['a delay of an error', { outcome: '40309', delay: '5s' }, /not to 40309/],
  ['an invalid delay', { outcome: 'delayed', delay: 'soon' }, /^Invalid duration "soon"\. Examples: 90s, 5m, /],
  ['a negative delay', { outcome: 'delayed', delay: -5 }, /^Invalid delay -5: it must be 0 or more milliseconds\.$/],
  ['an excessive delay', { outcome: 'delayed', delay: 1e300 }, /^Invalid delay 1e\+300: it must be at most one day/],
  [
    'a phone number without its plus sign',
    { match: { phoneNumber: '13035551234' }, outcome: 'expired' },
    /phone_number.*"13035551234"/,
  ],
  ['an unknown channel', { match: { channel: 'fax' }, outcome: 'expired' }, /channel.*"fax"/],
  [
    'an invalid profile id',
    { match: { profileId: 'mine' }, outcome: 'expired' },
    /^"mine" is not a profile ID \(expected a UUID like 4900019b-/,
  ],
  [
    'a channel that the operation never has',
    { match: { operation: 'CreateVerificationSms', channel: 'call' }, outcome: '20100' },
    /^No request of CreateVerificationSms matches the channel call\. Remove one of the two, or name one of CreateVerificationCall, RetrieveVerification, VerifyVerificationCodeById, CreateVerifiedNumber\.$/,
  ],
  [
    'a delivery on a channel that the operation never has',
    { match: { operation: 'CreateVerificationSms', channel: 'whatsapp' }, outcome: 'delayed' },
    /^No request of CreateVerificationSms matches the channel whatsapp\./,
  ],
  [
    'the phone number of an operation without one',
    { match: { operation: 'ListProfiles', phoneNumber: '+13035551234' }, outcome: '20012' },
    /^No request of ListProfiles matches the phone_number \+13035551234\./,
  ],
  [
    'the profile of an operation without one',
    { match: { operation: 'CreateVerifiedNumber', profileId: defaultProfileId }, outcome: '20012' },
    /^No request of CreateVerifiedNumber matches the verify_profile_id 4900019b-/,
  ],
  [
    'an unknown member',
    { match: { phone: '+13035551234' }, outcome: 'expired' },
    /Unknown option "phone"\. .*phoneNumber/,
  ],
  ['zero times', { outcome: 'expired', times: 0 }, /times.*0$/],
  ['a fractional number of times', { outcome: 'expired', times: 1.5 }, /^times must be integer/],
]

describe('an invalid scenario is refused, and nothing is set', () => {
  test.each(refusals)('%s', async (_what, request, sentence) => {
    const { emulator } = await useApi()
    const refused = await emulator.scenarios.add(request as ScenarioRequest).catch((error: Error) => error)
    expect(refused).toMatchObject({
      name: expect.stringMatching(/^(Control|Input)Error$/),
      message: expect.stringMatching(sentence),
      status: expect.toSatisfy((status) => status === 400 || status === 422),
    })
    expect(await emulator.scenarios.list()).toEqual([])
  })

  test('an invalid scenario of the configuration is refused with its position', async () => {
    const starting = createEmulator({ scenarios: [{ outcome: 'expired' }, { outcome: 'expird' } as ScenarioRequest] })
    await expect(starting).rejects.toThrow(/^scenarios\[1\]: .*Did you mean expired\?/)
  })

  test.each([
    ['expird', 'Unknown outcome "expird". Did you mean expired?'],
    ['ACCEPTED', 'Unknown outcome "ACCEPTED". Did you mean accepted?'],
    ['', `Unknown outcome "". Expected one of: ${allOutcomes.join(', ')}.`],
    ['accepted, rejected', `Unknown outcome "accepted, rejected". Expected one of: ${allOutcomes.join(', ')}.`],
  ])('the header %j is refused with the nearest outcome or the list of all', async (word, sentence) => {
    const api = await useApi()
    for (const operation of operations) {
      const refused = await ask(api, operation, { 'x-emulator-outcome': word })
      expect([operation, refused.status]).toEqual([operation, 400])
      expect(refused.body.errors[0]).toMatchObject({
        code: '10015',
        detail: 'The request failed because it was not well-formed.',
      })
      expect(refused.headers.get('x-emulator-hint')).toBe(`invalid x-emulator-outcome header: ${sentence}`)
    }
    expect(await api.emulator.inbox.list()).toEqual([])
    expect((await api.get('/verify_profiles')).body.meta.total_results).toBe(1)
  })

  test.each([
    ['accepted', 'CreateVerificationSms'],
    ['delivered', 'VerifyVerificationCodeById'],
    ['expired', 'GetVerifyProfile'],
    ['sending_failed', 'CreateVerifiedNumber'],
  ] as const)('the header %s is refused in %s, where it cannot happen', async (outcome, operation) => {
    const api = await useApi()
    const refused = await ask(api, operation, { 'x-emulator-outcome': outcome })
    expect(refused.status).toBe(400)
    expect(refused.headers.get('x-emulator-hint')).toMatch(/It can happen in \w+, /)
    expect(await api.emulator.inbox.list()).toEqual([])
  })
})
