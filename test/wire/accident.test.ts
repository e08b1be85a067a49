import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findAccident } from '../../src/wire/accident.js'

const words = {
  missing: ['undefined', 'null', 'none', 'nil', 'nan', 'false', 'true', 'function'],
  unfilled: ['env', 'getenv'],
} as const
const accidents = Object.entries(words).flatMap(([accident, list]) => list.map((word) => ({ accident, word })))

test('an accident of one word is found in any letter case, with space around it, and in quotes', () => {
  fc.assert(
    fc.property(fc.constantFrom(...accidents), fc.boolean(), ({ accident, word }, isUpper) => {
      const text = isUpper ? word.toUpperCase() : word
      for (const given of [text, ` ${text}\n`, `"${text}"`, `'${text}`]) expect(findAccident(given)).toBe(accident)
    }),
    { seed: 1 },
  )
})

test('any other word is none, but for its quotes', () => {
  const word = fc
    .stringMatching(/^\w{1,20}$/)
    .filter((text) => !accidents.some((one) => one.word === text.toLowerCase()))
  fc.assert(
    fc.property(word, (text) => {
      expect(findAccident(text)).toBeUndefined()
      expect(findAccident(`"${text}"`)).toBe('quoted')
    }),
    { seed: 1 },
  )
})

test.each([
  ['void 0', 'missing'],
  ['<nil>', 'missing'],
  ['[object Promise]', 'missing'],
  ['function () {}', 'missing'],
  ['Optional.empty', 'missing'],
  ['${ID}', 'unfilled'],
  ['process.env.KEY', 'unfilled'],
  ['env-name', 'unfilled'],
  ['Some("x")', 'wrapped'],
  ['***', 'wrapped'],
  ['sandbox_my-app', undefined],
  ['', undefined],
])('findAccident(%j) is %s', (text, accident) => {
  expect(findAccident(text)).toBe(accident)
})
