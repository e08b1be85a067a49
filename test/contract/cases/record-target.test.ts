import { expect, test } from 'vitest'
import { createRunRedactor } from '../../../src/contract/cases/record-target.js'

const redactor = createRunRedactor(
  { number: '+4915112345678', prefix: 'tve-contract-abcd1234', keys: ['KEY0123456789', ''] },
  ['/verifications/by_phone_number/+447700900142', '{"phone_number":"+4915112345678","custom_code":"48291"}'],
)

test.each([
  [
    'the phone number of the run, with and without a plus sign',
    'to +4915112345678 and 4915112345678',
    'to +13035550142 and 13035550142',
  ],
  ['the prefix of the run', '{"name":"tve-contract-abcd1234 life"}', '{"name":"tve-contract-recorded life"}'],
  ['the API key', 'Bearer KEY0123456789', 'Bearer REDACTED'],
  ['other phone numbers', '{"phone_number":"+4917600000000"}', '{"phone_number":"+13035550143"}'],
  ['other codes', '{"custom_code":"777777"}', '{"custom_code":"000000"}'],
])('a recording replaces %s', (_, text, expected) => {
  expect(redactor.body(text)).toBe(expected)
})

test.each([
  ['the numbers and codes of the cases', '{"phone_number":"+447700900142","custom_code":"48291"}'],
  ['IDs and times', '{"id":"49000190-3429-4e0b-8abc-123456789012","at":"2026-01-31T09:30:00.123000","zone":"+00:00"}'],
  ['a missing code', '{"custom_code":null}'],
])('a recording keeps %s', (_, text) => {
  expect(redactor.body(text)).toBe(text)
})

test('without a phone number nothing is taken for one', () => {
  expect(createRunRedactor({ number: undefined, prefix: 'p-p-p-p', keys: [''] }, []).text('abc')).toBe('abc')
})
