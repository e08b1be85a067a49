import { describe, expect, test } from 'vitest'
import { type ComparedAnswer, builtInIgnores, compareAnswers, type AnswerDifference } from '../../../src/contract/diff/answers.js'
import { IgnoreError } from '../../../src/contract/diff/ignores.js'

const answer = (body: unknown, headers: Record<string, string> = {}, status = 200): ComparedAnswer => ({
  status,
  headers,
  body,
})
const say = (differences: readonly AnswerDifference[]) =>
  differences.map(({ place, what, a, b }) => `${place}: ${what} ${a} ${b}`.trimEnd())
const compareBodies = (a: unknown, b: unknown, ignore?: readonly string[]) =>
  say(compareAnswers(answer(a), answer(b), ignore))

describe('two answers', () => {
  test('are the same when they are, whatever the order of the keys', () => {
    const [a, b] = [{ data: { x: 1, y: [null, 'z'] } }, { data: { y: [null, 'z'], x: 1 } }]
    expect(compareBodies(a, b)).toEqual([])
    expect(compareBodies(undefined, undefined)).toEqual([])
  })

  test('differ in status, members, types, values and lengths, each named by its place', () => {
    expect(say(compareAnswers(answer({}, {}, 200), answer({}, {}, 404)))).toEqual(['status: value 200 404'])
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

  test('may have other ids and times, but of the same form', () => {
    const [one, two] = ['12345678-9abc-4def-8123-456789abcdef', '00000000-0000-4000-8000-000000000000']
    expect(
      compareBodies({ id: one, at: '2020-09-14T17:03:32.965812' }, { id: two, at: '2026-01-01T00:00:00.000001' }),
    ).toEqual([])
    expect(compareBodies({ id: one }, { id: 'x' })).toEqual([`body /id: form "${one}" "x"`])
    expect(compareBodies({ at: '2020-09-14T17:03:32.965812' }, { at: '2020-09-14T17:03:32Z' })).toHaveLength(1)
  })

  test('have the same headers, of those that clients act on; what rate limits say does not count', () => {
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
      say(
        compareAnswers(answer({}, a), answer({}, { ...b, 'x-ratelimit-remaining': undefined as never, allow: 'GET' })),
      ),
    ).toEqual(['header allow: value "GET, POST" "GET"', 'header x-ratelimit-remaining: missing "999"'])
  })

  test('may word an error otherwise, with the same code and title', () => {
    const error = (code: string, detail: unknown) => ({ errors: [{ code, detail }] })
    expect(compareBodies(error('10015', 'Profile not found'), error('10015', 'No such profile'))).toEqual([])
    expect(compareBodies(error('10015', 'x'), error('10016', 'y'))).toEqual([
      'body /errors/0/code: value "10015" "10016"',
    ])
    expect(compareBodies(error('10015', 'x'), error('10015', null))).toHaveLength(1)
  })

  test('differ in names that every object has, too', () => {
    expect(compareBodies({}, JSON.parse('{"__proto__": 1, "toString": 2}'))).toHaveLength(2)
  })

  test('a long value is cut', () => {
    expect(compareAnswers(answer('x'.repeat(1000)), answer(''))[0]?.a).toHaveLength(200)
  })
})

describe('what is to be ignored', () => {
  const [a, b] = [{ data: { name: 'x', deep: { er: 1 } } }, { data: { name: 'y', deep: { er: '1' } } }]

  test('a place, a pattern of places, and a kind of difference', () => {
    expect(compareBodies(a, b, ['body /data/name'])).toEqual(['body /data/deep/er: type 1 "1"'])
    expect(compareBodies(a, b, ['body /data/*'])).toEqual(['body /data/deep/er: type 1 "1"'])
    expect(compareBodies(a, b, ['body /data/**'])).toEqual([])
    expect(compareBodies(a, b, ['body /data/**: value'])).toEqual(['body /data/deep/er: type 1 "1"'])
    expect(say(compareAnswers(answer(a, {}, 200), answer(a, {}, 201), ['status']))).toEqual([])
  })

  test('a dot is a dot', () => {
    expect(compareBodies({ axb: 1 }, { axb: 2 }, ['body /a.b'])).toHaveLength(1)
  })

  test.each(['bodies', 'body /x: colour', '', 'header  x'])('"%s" is no place', (line) => {
    expect(() => compareBodies({}, {}, [...builtInIgnores, line])).toThrow(IgnoreError)
  })
})
