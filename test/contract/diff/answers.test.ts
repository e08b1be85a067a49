import { describe, expect, test } from 'vitest'
import {
  type AnswerDifference,
  builtInIgnores,
  type ComparedAnswer,
  compareAnswers,
} from '../../../src/contract/diff/answers.js'
import { InputError } from '../../../src/wire/input-error.js'

const answer = (body: unknown, headers: Record<string, string> = {}, status = 200): ComparedAnswer => ({
  status,
  headers,
  body,
})
const format = (differences: readonly AnswerDifference[]) =>
  differences.map(({ place, what, a, b }) => `${place}: ${what} ${a} ${b}`.trimEnd())
const compareBodies = (a: unknown, b: unknown, ignore?: readonly string[]) =>
  format(compareAnswers(answer(a), answer(b), ignore))

describe('two answers', () => {
  test('are the same in any order of keys', () => {
    const [a, b] = [{ data: { x: 1, y: [null, 'z'] } }, { data: { y: [null, 'z'], x: 1 } }]
    expect(compareBodies(a, b)).toEqual([])
    expect(compareBodies(undefined, undefined)).toEqual([])
  })

  test('differ in status, fields, types, values and lengths, each with its place', () => {
    expect(format(compareAnswers(answer({}, {}, 200), answer({}, {}, 404)))).toEqual(['status: value 200 404'])
    expect(compareBodies({ data: { only: 1 } }, { data: { other: 2 } })).toEqual([
      'body /data/only: missing 1',
      'body /data/other: additional  2',
    ])
    expect(compareBodies({ x: 1, y: null, z: [] }, { x: '1', y: 'n', z: {} })).toEqual([
      'body /x: type 1 "1"',
      'body /y: type null "n"',
      'body /z: type [] {}',
    ])
    expect(compareBodies({ 'a/b~': true }, { 'a/b~': false })).toEqual(['body /a~1b~0: value true false'])
    expect(compareBodies([1, 2], [1])).toEqual(['body: length [1,2] [1]'])
    expect(compareBodies('<html>', {})).toEqual(['body: type "<html>" {}'])
    expect(compareBodies({}, undefined)).toEqual(['body: missing {}'])
  })

  test('may have different IDs and times in the same format', () => {
    const [one, two] = ['12345678-9abc-4def-8123-456789abcdef', '00000000-0000-4000-8000-000000000000']
    expect(
      compareBodies({ id: one, at: '2020-09-14T17:03:32.965812' }, { id: two, at: '2026-01-01T00:00:00.000001' }),
    ).toEqual([])
    expect(compareBodies({ id: one }, { id: 'x' })).toEqual([`body /id: form "${one}" "x"`])
    expect(compareBodies({ at: '2020-09-14T17:03:32.965812' }, { at: '2020-09-14T17:03:32Z' })).toHaveLength(1)
  })

  test('differ in the headers that clients act on, but not in the numbers of rate limits', () => {
    const [a, b] = [
      {
        'x-ratelimit-remaining': '999',
        'content-type': 'application/json; charset=utf-8',
        date: 'x',
        allow: 'GET, POST',
      },
      {
        'x-ratelimit-remaining': '3',
        'content-type': 'Application/JSON;charset=utf-8',
        server: 'y',
        allow: 'POST,GET',
      },
    ]
    expect(compareAnswers(answer({}, a), answer({}, b))).toEqual([])
    expect(
      format(
        compareAnswers(answer({}, a), answer({}, { ...b, 'x-ratelimit-remaining': undefined as never, allow: 'GET' })),
      ),
    ).toEqual(['header allow: value "GET, POST" "GET"', 'header x-ratelimit-remaining: missing "999"'])
  })

  test('may word the detail of an error differently', () => {
    const error = (code: string, detail: unknown) => ({ errors: [{ code, detail }] })
    expect(compareBodies(error('10015', 'Profile not found'), error('10015', 'No such profile'))).toEqual([])
    expect(compareBodies(error('10015', 'x'), error('10016', 'y'))).toEqual([
      'body /errors/0/code: value "10015" "10016"',
    ])
    expect(compareBodies(error('10015', 'x'), error('10015', null))).toHaveLength(1)
  })

  test('differ in field names that every object inherits', () => {
    expect(compareBodies({}, JSON.parse('{"__proto__": 1, "toString": 2}'))).toHaveLength(2)
  })

  test('are reported with long values truncated', () => {
    expect(compareAnswers(answer('x'.repeat(1000)), answer(''))[0]?.a).toHaveLength(200)
  })
})

describe('an ignored difference', () => {
  const [a, b] = [{ data: { name: 'x', deep: { er: 1 } } }, { data: { name: 'y', deep: { er: '1' } } }]

  test('can be a place, a pattern of places, or a kind of difference', () => {
    expect(compareBodies(a, b, ['body /data/name'])).toEqual(['body /data/deep/er: type 1 "1"'])
    expect(compareBodies(a, b, ['body /data/*'])).toEqual(['body /data/deep/er: type 1 "1"'])
    expect(compareBodies(a, b, ['body /data/**'])).toEqual([])
    expect(compareBodies(a, b, ['body /data/**: value'])).toEqual(['body /data/deep/er: type 1 "1"'])
    expect(format(compareAnswers(answer(a, {}, 200), answer(a, {}, 201), ['status']))).toEqual([])
  })

  test('matches a dot literally', () => {
    expect(compareBodies({ axb: 1 }, { axb: 2 }, ['body /a.b'])).toHaveLength(1)
  })

  test.each(['bodies', 'body /x: color', '', 'header  x'])('must be a valid place, unlike "%s"', (line) => {
    expect(() => compareBodies({}, {}, [...builtInIgnores, line])).toThrow(InputError)
  })
})
