import { expect, test } from 'vitest'
import { Censor } from '../../../src/contract/cases/record-target.js'

const censor = new Censor({
  number: '+4915112345678',
  prefix: 'tve-contract-abcd1234',
  secrets: ['KEY0123456789', ''],
  texts: ['/verifications/by_phone_number/+447700900142', '{"phone_number":"+4915112345678","custom_code":"48291"}'],
})

test.each([
  [
    'the phone that was sent to, with and without its plus sign',
    'to +4915112345678 and 4915112345678',
    'to +13035550142 and 13035550142',
  ],
  ['what the run called things', '{"name":"tve-contract-abcd1234 life"}', '{"name":"tve-contract-recorded life"}'],
  ['the key', 'Bearer KEY0123456789', 'Bearer [redacted]'],
  ['the numbers of others', '{"phone_number":"+4917600000000"}', '{"phone_number":"+13035550143"}'],
  ['the codes of others', '{"custom_code":"777777"}', '{"custom_code":"000000"}'],
])('%s is replaced', (_, text, expected) => {
  expect(censor.text(text)).toBe(expected)
})

test.each([
  ['what the cases themselves say', '{"phone_number":"+447700900142","custom_code":"48291"}'],
  ['ids and times', '{"id":"49000190-3429-4e0b-8abc-123456789012","at":"2026-01-31T09:30:00.123000","zone":"+00:00"}'],
  ['no code', '{"custom_code":null}'],
])('%s is left as it is', (_, text) => {
  expect(censor.text(text)).toBe(text)
})

test('without a phone nothing is taken for one', () => {
  expect(new Censor({ prefix: 'p-p-p-p', secrets: [''], texts: [] }).text('abc')).toBe('abc')
})
