import { expect, test } from 'vitest'
import { suggest, suggestField, suggestNearest } from '../../src/wire/suggest.js'

test.each([
  ['expird', ['accepted', 'expired'], 'Unknown outcome "expird". Did you mean expired?'],
  ['EXPIRED', ['accepted', 'expired'], 'Unknown outcome "EXPIRED". Did you mean expired?'],
  ['maybe', ['accepted', 'expired'], 'Unknown outcome "maybe". Known are accepted, expired.'],
  ['maybe', [], 'Unknown outcome "maybe". None are known here.'],
  ['x', ['s0', 's1'], 'Unknown outcome "x". Known are s0, s1.'],
])('%j among %j: %s', (name, known, sentences) => {
  expect(suggest('outcome', name, known)).toBe(sentences)
})

test('a long list is cut and the others are counted', () => {
  const known = Array.from({ length: 53 }, (_, index) => `number-${index}`)
  expect(suggest('word', 'something-else-altogether', known)).toMatch(/number-48, number-49 and 3 others\.$/)
})

test('a sentence can stand in place of the list', () => {
  expect(suggest('path', '/messages', ['/verifications'], 'Only Verify is here.')).toBe(
    'Unknown path "/messages". Only Verify is here.',
  )
  expect(suggestNearest('/messages', ['/verifications'])).toBeUndefined()
})

test.each([
  ['phone_number', ['phoneNumber'], 'you sent `phoneNumber`, did you mean `phone_number`?'],
  ['phone_number', ['to'], 'you sent `to`, did you mean `phone_number`?'],
  ['code', ['cod'], 'you sent `cod`, did you mean `code`?'],
  ['code', ['verify_profile_id'], undefined],
])('the field %s is missing and %j was sent: %s', (missing, sent, clause) => {
  expect(suggestField(missing, sent)).toBe(clause)
})
