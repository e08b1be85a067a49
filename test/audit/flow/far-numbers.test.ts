import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { describe, expect, test } from 'vitest'
import { farPatterns } from '../../../src/audit/flow/far-numbers.js'
import { PhoneNumbers } from '../../../src/audit/flow/phone-numbers.js'
import { countryOf } from '../../../src/core/phone-numbers.js'

test('countries that the application serves are not expensive', () => {
  expect(farPatterns(['US', 'LV']).map(([country]) => country)).not.toContain('LV')
  expect(farPatterns(['US']).map(([country]) => country)).toContain('LV')
})

test('one of the countries shares +1 with the United States', () => {
  expect(farPatterns(['US', 'CA']).filter(([, pattern]) => pattern.startsWith('+1'))).toHaveLength(1)
})

describe.each(farPatterns([]))('numbers of %s', (country, pattern) => {
  const { count } = new PhoneNumbers(pattern)

  test.each([0, 1, Math.floor(count / 2), count - 1])('number %i is a mobile one, here and elsewhere', (first) => {
    const number = new PhoneNumbers(pattern, first).next()
    expect(countryOf(number, { pointer: '/phone_number' })).toBe(country)
    const parsed = parsePhoneNumberFromString(number)
    expect([parsed?.country, parsed?.isValid(), parsed?.getType()]).toEqual([country, true, 'MOBILE'])
  })
})
