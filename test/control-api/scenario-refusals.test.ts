import { describe, expect, test } from 'vitest'
import type { ScenarioRequest } from '../../src/client/types.js'
import { errorCodes } from '../../src/core/errors.js'
import { checkOutcomes, deliveryOutcomes } from '../../src/core/scenarios.js'
import { createEmulator } from '../../src/index.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { useApi } from '../support/emulator.js'
import { ask } from '../support/operations.js'

const operations = verifyOperations.map(({ id }) => id)
const allOutcomes = [...checkOutcomes, ...deliveryOutcomes, ...Object.keys(errorCodes)]

/** What will not do, and what is said to it. */
const refusals: [string, object, RegExp][] = [
  [
    'an unknown outcome',
    { outcome: 'expird' },
    /^There is no outcome "expird"\. Did you mean expired\? A check comes to accepted, /,
  ],
  [
    'an outcome like nothing',
    { outcome: 'zzzzzzzz' },
    new RegExp(`${checkOutcomes.join(', ')}; a delivery to ${deliveryOutcomes.join(', ')}; an error is one of 10002, `),
  ],
  ['a word that every object knows', { outcome: 'constructor' }, /^There is no outcome "constructor"/],
  ['no outcome', {}, /^add outcome to the body$/],
  ['an outcome that is no word', { outcome: 40309 }, /^outcome must be string, you sent the number 40309$/],
  [
    'an unknown operation',
    { match: { operation: 'CreateVerificationSMS' }, outcome: '20012' },
    /^There is no operation "CreateVerificationSMS"\. Did you mean CreateVerificationSms\?$/,
  ],
  [
    'an operation like nothing',
    { match: { operation: 'Zzz' }, outcome: '20012' },
    new RegExp(`There are ${operations.join(', ')}\\.$`),
  ],
  [
    'a check outcome of a creation',
    { match: { operation: 'CreateVerificationSms' }, outcome: 'expired' },
    /expired is what a check comes to.* It can happen in VerifyVerificationCodeByPhoneNumber, VerifyVerificationCodeById\.$/,
  ],
  [
    'a delivery outcome of a check',
    { match: { operation: 'VerifyVerificationCodeById' }, outcome: 'delayed' },
    /It can happen in CreateVerificationSms, CreateVerificationCall, CreateFlashcallVerification, CreateWhatsappVerification\.$/,
  ],
  [
    'a delay of a check',
    { outcome: 'expired', delay: '5s' },
    /^delay is for deliveries \(delivered, .*\), not for expired\. A slow answer is a fault of kind latency\.$/,
  ],
  ['a delay of an error', { outcome: '40309', delay: '5s' }, /not for 40309/],
  ['a delay that is none', { outcome: 'delayed', delay: 'soon' }, /^"soon" is no duration\. Write it like 90s, 5m, /],
  ['a delay backwards', { outcome: 'delayed', delay: -5 }, /^A delay has 0 or more milliseconds, not -5\.$/],
  ['a delay without end', { outcome: 'delayed', delay: 1e300 }, /^A delay is at most a day/],
  [
    'a phone number without its plus sign',
    { match: { phoneNumber: '13035551234' }, outcome: 'expired' },
    /phone_number.*"13035551234"/,
  ],
  ['an unknown channel', { match: { channel: 'fax' }, outcome: 'expired' }, /channel.*"fax"/],
  [
    'a profile id that is none',
    { match: { verifyProfileId: 'mine' }, outcome: 'expired' },
    /^"mine" is no profile's id\. It is a uuid, like 4900019b-/,
  ],
  [
    'an unknown member',
    { match: { phone: '+13035551234' }, outcome: 'expired' },
    /has no option "phone"\. .*phoneNumber/,
  ],
  ['no time at all', { outcome: 'expired', times: 0 }, /times.*0$/],
  ['half a time', { outcome: 'expired', times: 1.5 }, /^times must be integer/],
]

describe('what will not do is refused, and nothing is set', () => {
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

  test.each(refusals)('%s, in the configuration', async (_what, request, sentence) => {
    const good: ScenarioRequest = { outcome: 'expired' }
    const starting = createEmulator({ scenarios: [good, request as ScenarioRequest] })
    await expect(starting).rejects.toThrow(/^scenarios\[1\]/)
    await expect(starting).rejects.toThrow(new RegExp(sentence.source.replace(/^\^/, '')))
  })

  test.each(['expird', '', 'accepted, rejected', 'ACCEPTED'])(
    'a header with %j, with the list of all that there are',
    async (word) => {
      const api = await useApi()
      for (const operation of operations) {
        const refused = await ask(api, operation, { 'x-emulator-outcome': word })
        expect([operation, refused.status]).toEqual([operation, 400])
        expect(refused.body.errors[0]).toMatchObject({
          code: '10015',
          detail: 'The header x-emulator-outcome will not do.',
        })
        const hint = refused.headers.get('x-emulator-hint') ?? ''
        for (const outcome of allOutcomes) expect(hint).toContain(outcome)
      }
      expect(await api.emulator.inbox.list()).toEqual([])
      expect((await api.get('/verify_profiles')).body.meta.total_results).toBe(1)
    },
  )

  test.each([
    ['accepted', 'CreateVerificationSms'],
    ['delivered', 'VerifyVerificationCodeById'],
    ['expired', 'GetVerifyProfile'],
    ['sending_failed', 'CreateVerifiedNumber'],
  ] as const)('a header with %s, which does not happen in %s', async (outcome, operation) => {
    const api = await useApi()
    const refused = await ask(api, operation, { 'x-emulator-outcome': outcome })
    expect(refused.status).toBe(400)
    expect(refused.headers.get('x-emulator-hint')).toMatch(/It can happen in \w+, /)
    expect(await api.emulator.inbox.list()).toEqual([])
  })
})
