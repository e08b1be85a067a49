import { isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAddress } from '../../src/wire/ip-address.js'

test.each([
  ['127.0.0.1', '7f000001'],
  ['::', '0'.repeat(32)],
  ['::1', `${'0'.repeat(31)}1`],
  ['1::', `0001${'0'.repeat(28)}`],
  ['::ffff:10.0.0.1', `${'0'.repeat(20)}ffff0a000001`],
  ['[2001:DB8::a:b%eth0]', '20010db80000000000000000000a000b'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
])('%s', (text, hex) => {
  expect(Buffer.from(readAddress(text) ?? []).toString('hex')).toBe(hex)
})

test('whatever Node does not take for an address has no bytes, and whatever it does has some', () => {
  const part = fc.constantFrom(
    '0',
    'f',
    '::',
    ':',
    '.',
    '1',
    '255',
    '256',
    'ffff',
    '12345',
    'g',
    '::1',
    '1.2.3.4',
    '01',
  )
  const texts = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.array(part, { maxLength: 9 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = readAddress(text)
      // Node refuses zeros in front of decimal parts, which some systems take for octal; either reading is safe.
      if (!/(^|[.:])0\d+\./.test(text) && !/\.0\d/.test(text))
        expect([text, bytes !== undefined]).toEqual([text, isIP(text) !== 0])
      if (bytes !== undefined) expect([4, 16]).toContain(bytes.length)
    }),
    { numRuns: 3000, seed: 11 },
  )
})
