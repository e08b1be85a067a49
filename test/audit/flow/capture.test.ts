import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/audit/flow/answer.js'
import { anyone, captureValue, meets } from '../../../src/audit/flow/capture.js'
import { findValue, tagsIn } from '../../../src/audit/flow/html.js'
import { fillJson, fillText, namesIn } from '../../../src/audit/flow/template.js'

const answer = (more: Partial<Answer> = {}): Answer => ({
  ...{ request: 'GET /', status: 200, headers: [], text: '', failure: null, tookMs: 1 },
  ...more,
})

describe('a value is captured from', () => {
  test.each([
    ['JSON', { json: '/session/csrf' }, { text: '{"session":{"csrf":"abc"}}' }, 'abc'],
    ['a number in JSON', { json: '/id' }, { text: '{"id":7}' }, '7'],
    ['a header', { header: 'X-CSRF' }, { headers: [['x-csrf', 'abc']] }, 'abc'],
    [
      'a cookie',
      { cookie: 'csrf' },
      {
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'csrf=abc; Path=/'],
        ],
      },
      'abc',
    ],
    [
      'a hidden field',
      { html: 'input[name=csrf]' },
      { text: '<form><input type=hidden value="a&amp;c" name="csrf"></form>' },
      'a&c',
    ],
    ['a meta tag', { html: 'meta[name="csrf-token"]' }, { text: "<meta name='csrf-token' content='abc'/>" }, 'abc'],
    ['text', { text: 'token: (\\w+)' }, { text: 'the token: abc.' }, 'abc'],
    ['nowhere', { html: 'input[name=other]' }, { text: '<input name=csrf value=abc>' }, undefined],
  ] as const)('%s', (_, place, given, value) => {
    expect(captureValue(answer(given), place)).toBe(value)
  })
})

test('tags in comments are ignored, and text with > in quotes is one attribute', () => {
  expect(
    tagsIn('<!-- <input name=a> --><input name="b" value="x > y">').map(({ attributes }) => attributes.get('name')),
  ).toEqual(['b'])
  expect(findValue('<input name="b" value="x > y">', '[name=b]')).toBe('x > y')
})

describe('an expectation', () => {
  const variables = { phone: '+13035551234' }

  test.each([
    [undefined, { status: 303 }, true],
    [undefined, { status: 401 }, false],
    [{ status: 200 }, {}, true],
    [{ status: [200, 204] }, { status: 204 }, true],
    [{ text: 'as {{phone}}' }, { text: 'in as +13035551234.' }, true],
    [{ text: 'as {{phone}}' }, { text: 'in as +13035550000.' }, false],
    [{ json: { '/phone': '{{phone}}' } }, { text: '{"phone":"+13035551234"}' }, true],
    [{ json: { '/phone': '{{phone}}' } }, { text: '{"phone":"+13035550000"}' }, false],
    [{ json: { '/verified': true } }, { text: '{"verified":"true"}' }, false],
    [{ location: '/account' }, { status: 303, headers: [['location', '/account?new']] }, true],
    [{ location: '/account' }, { status: 303, headers: [['location', '/login?next=/account']] }, false],
    [{ status: 0 }, { status: 0, failure: 'timed out' }, false],
  ] as const)('%j of %j holds: %s', (expect_, given, holds) => {
    expect(meets(answer(given as Partial<Answer>), expect_ as never, variables)).toBe(holds)
  })

  test('about anyone holds for every user, and not for a visitor who is not in', () => {
    const about = { phone: anyone }
    const json = { json: { '/phone': '{{phone}}' } }
    expect(meets(answer({ text: '{"phone":"+447400123456"}' }), json, about)).toBe(true)
    expect(meets(answer({ text: '{"phone":null}' }), json, about)).toBe(false)
    expect(meets(answer({ text: '{}' }), json, about)).toBe(false)
    expect(meets(answer({ text: 'logged in as +44 7400 123456.' }), { text: 'in as {{phone}}' }, about)).toBe(true)
    expect(meets(answer({ text: 'log in as a user' }), { text: 'in as {{phone}}' }, about)).toBe(false)
  })
})

test('a place alone keeps the type of its value, a place in a text does not', () => {
  expect(fillJson({ code: '{{code}}', note: 'code {{code}}' }, { code: ['1', '2'] })).toEqual({
    code: ['1', '2'],
    note: 'code ["1","2"]',
  })
  expect(fillJson('{{code}}', { code: null })).toBe(null)
  expect(fillJson('{{missing}}', {})).toBe('')
  expect(fillText('{{ a }}-{{b}}', { a: 1 })).toBe('1-')
  expect(namesIn({ a: ['{{x}}', { b: 'y {{z}}' }] })).toEqual(['x', 'z'])
})
