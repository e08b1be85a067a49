import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { LongJson, TooDeepError } from '../../src/http/long-json.js'

/** Parses a text that arrives in pieces. */
function parse(text: string, pieceLength = 7): unknown {
  const json = new LongJson(200)
  for (let at = 0; at < text.length; at += pieceLength) json.add(text.slice(at, at + pieceLength))
  return json.end()
}

const outcomeOf = (read: () => unknown) => {
  try {
    return { value: read() }
  } catch (error) {
    return { error: (error as Error).name }
  }
}

const records = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 8 })
const file = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('verifications', '__proto__')),
  fc.oneof(records, fc.jsonValue()),
  {
    noNullPrototype: true,
  },
)

describe('JSON that arrives in pieces', () => {
  test('is the same as when it is parsed at once', () => {
    fc.assert(
      fc.property(
        fc.oneof(file, fc.jsonValue()),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (value, length, isWide) => {
          const text = JSON.stringify(value, null, isWide ? 2 : 0)
          expect(parse(text, length)).toStrictEqual(JSON.parse(text))
        },
      ),
      { numRuns: 300, seed: 11 },
    )
  })

  test('is refused exactly if it is refused at once', () => {
    const mutated = fc.tuple(file, fc.nat(), fc.constantFrom(...'[]{},:"\\ 1x', '')).map(([value, at, character]) => {
      const text = JSON.stringify(value)
      const place = at % text.length
      return text.slice(0, place) + character + text.slice(place + (at % 2))
    })
    fc.assert(
      fc.property(mutated, fc.integer({ min: 1, max: 40 }), (text, length) => {
        expect(outcomeOf(() => parse(text, length))).toStrictEqual(outcomeOf(() => JSON.parse(text)))
      }),
      { numRuns: 2000, seed: 11 },
    )
  })

  const long = Array.from({ length: 20_000 }, (_, id) => ({ id, text: 'a "quoted" [text], with {everything}' }))

  test('long lists are parsed in parts, also those in objects', () => {
    const webhooks = { made: 1, deliveries: long, of: { others: long } }
    const value = { version: 1, records: long, empty: [], more: [long.slice(0, 10)], webhooks, last: { records: [1] } }
    const text = JSON.stringify(value)
    const parsing = vi.spyOn(JSON, 'parse')
    onTestFinished(() => parsing.mockRestore())
    expect(parse(text, 100_000)).toStrictEqual(value)
    expect(Math.max(...parsing.mock.calls.map(([part]) => part.length))).toBeLessThan(200_000)
  })

  test.each([
    ['a comma at the end', (text: string) => text.replace(/\]\}$/, ',]}')],
    ['two commas', (text: string) => text.replaceAll('},{"id":19999', '},,{"id":19999')],
    ['a missing bracket', (text: string) => text.replace(/\]\}$/, '}')],
    ['the wrong bracket', (text: string) => text.replace(/\]\}$/, '}]')],
    ['a missing end', (text: string) => text.slice(0, -2)],
  ])('a long list with %s is refused', (_, spoil) => {
    const text = spoil(JSON.stringify({ records: long }))
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(() => parse(text, 100_000)).toThrow(SyntaxError)
  })

  test('an error names the place in the whole text', () => {
    const text = JSON.stringify({ records: long }).replace('{"id":19990', '{id":19990')
    const place = text.indexOf('{id":19990') + 1
    expect(() => parse(text, 100_000)).toThrow(new RegExp(`at position ${place}|^Expected property name`))
  })

  test('a duplicate name counts as its last value', () => {
    const text = '{"a":[1,2],"a":[3],"b":[4],"b":5}'
    expect(parse(text)).toEqual(JSON.parse(text))
  })

  test('nesting is limited before the stack is', () => {
    expect(() => parse(`{"a":${'['.repeat(100_000)}`, 5000)).toThrow(TooDeepError)
    expect(() => parse(`{"a":${'['.repeat(199)}${']'.repeat(199)}}`)).not.toThrow()
  })
})
