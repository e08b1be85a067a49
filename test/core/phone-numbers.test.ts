import fc from 'fast-check'
import { isPossiblePhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { expect, test } from 'vitest'
import { Refusal } from '../../src/core/errors.js'
import { countryOf, isCountry, isE164 } from '../../src/core/phone-numbers.js'
import { areaCodes, countryCodes, numberingPlans } from '../../src/spec/numbering.js'

/** Calling code → the country it stands for, and the lengths that a national number can have. */
const plans = numberingPlans
  .trim()
  .split(' ')
  .map((plan) => {
    const [code = '', country = '', lengths = ''] = plan.split(':')
    return { code, country, lengths: lengths.split(',').map(Number) }
  })

const verdict = (number: string) => {
  try {
    return countryOf(number, { pointer: '/phone_number' })
  } catch (error) {
    if (error instanceof Refusal) return error.reasons[0].code
    throw error
  }
}

const callingCode = fc.oneof(
  fc.constantFrom(...plans.map(({ code }) => code)),
  fc.integer({ min: 1, max: 999 }).map(String),
)
const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 13 }).map((list) => list.join(''))

test('V4: the tables accept the numbers that the library accepts', () => {
  fc.assert(
    fc.property(callingCode, digits, (code, national) => {
      const number = `+${code}${national}`.slice(0, 16)
      if (number.length < 8) return
      // The library removes a national prefix (+7 8 ...), which E.164 does not have.
      const parsed = parsePhoneNumberFromString(number)
      if (parsed && parsed.number !== number) return
      expect(verdict(number) !== '10002', number).toBe(isPossiblePhoneNumber(number))
    }),
    { seed: 1, numRuns: 20_000 },
  )
})

test('V5: within +1 the tables and the library name the same country, or US where the library names none', () => {
  for (let area = 200; area <= 999; area++) {
    const number = `+1${area}2345678`
    expect(verdict(number), number).toBe(parsePhoneNumberFromString(number)?.country ?? 'US')
  }
})

test('V5: outside +1 the calling code names its country', () => {
  fc.assert(
    fc.property(fc.constantFrom(...plans), ({ code, country, lengths }) => {
      if (code === '1') return
      const number = `+${code}${'2'.repeat(lengths.at(-1) as number)}`
      if (number.length > 8 && number.length <= 16) expect(verdict(number), number).toBe(country)
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('P7: every country of a number can be whitelisted', () => {
  for (const { country } of plans) if (country !== '001') expect(isCountry(country), country).toBe(true)
  for (const country of Object.keys(areaCodes)) expect(isCountry(country), country).toBe(true)
  expect(countryCodes.split(' ')).toHaveLength(252)
  for (const text of ['', 'U', 'UK', 'us', 'USA', 'S ', 'US CA', '001', 'QQ']) expect(isCountry(text), text).toBe(false)
})

test.each([
  ['+13035551234', true],
  ['+1234567', true],
  ['+123456', false],
  ['+1234567890123456', false],
  ['+03035551234', false],
  ['13035551234', false],
  ['+1 303 555 1234', false],
  ['', false],
])('V4: isE164(%j) is %s', (text, expected) => {
  expect(isE164(text)).toBe(expected)
})

test('V4: E.164 is a plus sign and 7 to 15 digits, the first of which is not 0', () => {
  const almost = fc.array(fc.constantFrom('+', '0', '1', '9', '/', ':', ' ', '\n', '\u0661'), { maxLength: 18 })
  const texts = fc.oneof(
    almost.map((list) => list.join('')),
    digits.map((text) => `+${text}`),
    fc.string(),
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect(isE164(text)).toBe(/^\+[1-9]\d{6,14}$/.test(text))
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test.each([
  ['(303) 555-1234', '+13035551234'],
  ['3035551234', '+13035551234'],
  ['13035551234', '+13035551234'],
  ['0044 20 7183 8750', '+442071838750'],
  ['+44 20 7183 8750', '+442071838750'],
  ['+303-555-1234', null], // a number of Greece has ten digits after the calling code
  ['07911 123456', null],
  ['12', null],
  ['soon', null],
])('V4: the hint for %j suggests %s', (text, meant) => {
  const general = 'write the number in E.164: a plus sign, the calling code and digits only, like +13035551234'
  const hint = `${general}${meant === null ? '' : `; did you mean ${meant}?`}`
  expect(() => countryOf(text, { pointer: '/phone_number' })).toThrow(expect.objectContaining({ hint }))
})
