import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channels, type Verification } from '../../src/core/records.js'
import { toCheck, toCheckJson } from '../../src/wire/check.js'
import { quoteJson } from '../../src/wire/plain-json.js'
import { toVerification, toVerificationJson } from '../../src/wire/verification.js'

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.uuid(),
  fc.constantFrom('', '"', '\\', '\u007f', '\u2028', '\ud800', '+13035551234'),
)
const moment = fc.integer({ min: 0, max: 253_402_300_799_999 })

/** Few different values, so that many verifications share some with the one before. */
const few = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof(fc.constantFrom(...fc.sample(arbitrary, { seed: 1, numRuns: 2 })), arbitrary)

const verification = fc
  .record({
    id: text,
    channel: fc.constantFrom(...channels),
    phoneNumber: text,
    profileId: few(text),
    customCode: few(fc.option(text)),
    timeoutSecs: few(fc.nat()),
    createdAt: few(moment),
    updatedAt: few(moment),
    status: fc.constantFrom('pending', 'accepted', 'invalid', 'expired', 'error'),
  })
  .map((fields) => fields as Verification)

test('any text is quoted as JSON.stringify does it', () => {
  fc.assert(
    fc.property(text, (any) => {
      expect(quoteJson(any)).toBe(JSON.stringify(any))
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('the JSON of any verification is that of its object, whatever was made before', () => {
  fc.assert(
    fc.property(fc.array(verification, { minLength: 2 }), (verifications) => {
      for (const one of verifications) expect(toVerificationJson(one)).toBe(JSON.stringify(toVerification(one)))
    }),
    { seed: 1 },
  )
})

test('the JSON of any check is that of its object', () => {
  const outcome = fc.constantFrom('accepted', 'rejected', 'expired', 'max_attempts_exceeded')
  fc.assert(
    fc.property(verification, outcome, fc.constantFrom('docs', 'spec'), (one, outcome, dialect) => {
      const body = toCheck({ verification: one, outcome }, dialect)
      expect(toCheckJson(body)).toBe(JSON.stringify(body))
    }),
    { seed: 1 },
  )
})
