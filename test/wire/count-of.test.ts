import { expect, test } from 'vitest'
import { countOf } from '../../src/wire/count-of.js'

test.each([
  [0, '0 sandboxes'],
  [1, '1 sandbox'],
  [2, '2 sandboxes'],
])('%i is counted as %s', (count, text) => {
  expect(countOf(count, 'sandbox', 'sandboxes')).toBe(text)
})
