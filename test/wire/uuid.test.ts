import { expect, test } from 'vitest'
import { isUuid } from '../../src/wire/uuid.js'

test.each([
  ['4900019b-76da-b800-8000-000000000001', true],
  ['4900019B-76DA-B800-8000-000000000001', true],
  ['4900019b-76da-b800-8000-00000000000', false],
  ['4900019b76dab8008000000000000001', false],
  [' 4900019b-76da-b800-8000-000000000001', false],
  ['g900019b-76da-b800-8000-000000000001', false],
  ['', false],
])('isUuid(%j) is %s', (text, expected) => {
  expect(isUuid(text)).toBe(expected)
})
