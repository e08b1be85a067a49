import { describe, expect, test } from 'vitest'
import type { WebhookAttempt } from '../../../src/web/page/api/types.js'
import { toRepetitions } from '../../../src/web/page/handset/speak.js'
import { findMatches } from '../../../src/web/page/palette/match.js'
import { compareAttempts } from '../../../src/web/page/panels/compare.js'
import { listMatch } from '../../../src/web/page/panels/override-text.js'
import { toProfileBody } from '../../../src/web/page/panels/profile-body.js'
import { lintTemplate } from '../../../src/web/page/panels/template-lint.js'
import { encodeQr } from '../../../src/web/page/qr/encode.js'

test.each([
  [{}, 'everything'],
  [{ phoneNumber: '+13035551234', delay: 2000 }, 'phoneNumber: +13035551234, delay: 2000 ms'],
  [{ delay: [1000, 2000] }, 'delay: 1000 to 2000 ms'],
])('an override is listed in words: %j', (match, words) => {
  expect(listMatch(match)).toBe(words)
})

describe('lint of a template', () => {
  const failures = (text: string) =>
    lintTemplate(text)
      .filter(({ ok }) => ok === false)
      .map((result) => result.text.split(/[.:]/)[0])

  test('the vendor’s own texts pass', () => {
    expect(failures('Your {{app_name}} verification code is: {{code}}.')).toEqual([])
  })

  test('a template without a code, with a variable that is not known, with another number', () => {
    expect(failures('Hello')).toEqual(['Add {{code}} where the code should appear (T4)', 'iOS'])
    expect(failures('{{code}} is your code, {{name}}')).toEqual([
      '{{name}} is not a known variable and stays as it is (T3)',
    ])
    expect(failures('{{code}} is your code, call 5550100')).toEqual(['Android'])
  })

  test('a template that takes two segments or is too long for the SMS Retriever', () => {
    expect(failures(`{{code}} is your code. ${'x'.repeat(145)}`)).toEqual([
      '2 segments, 165 characters in GSM-7',
      'Android SMS Retriever',
    ])
  })

  test('segments are those that the emulator counts: none begins within a character', () => {
    const text = `{{code}} code: ${'😀'.repeat(61)}`
    expect(failures(text)).toEqual(['3 segments, 134 characters in UCS-2, because of 😀'])
  })
})

describe('two attempts', () => {
  const attempt = (number: number, body: string, headers = {}): WebhookAttempt => ({
    number,
    url: 'http://localhost/hooks',
    startedAt: '2026-01-31T09:30:00.000Z',
    tookMs: 1,
    status: 500,
    error: null,
    request: { headers, body },
    response: null,
  })

  test('differences are named by header and by path in the body', () => {
    const one = attempt(1, '{"data":{"id":"e"},"meta":{"attempt":1}}', { 'telnyx-timestamp': '1' })
    const other = attempt(2, '{"data":{"id":"e"},"meta":{"attempt":2}}', { 'telnyx-timestamp': '2' })
    expect(compareAttempts(one, other)).toEqual([
      { place: 'header telnyx-timestamp', left: '1', right: '2' },
      { place: 'body /meta/attempt', left: '1', right: '2' },
    ])
  })

  test('bodies that are not JSON are compared as text', () => {
    expect(compareAttempts(attempt(1, 'a'), attempt(2, 'b'))).toEqual([{ place: 'body', left: 'a', right: 'b' }])
  })
})

test('the body of a profile has its sections, and leaves empty fields out', () => {
  const draft = {
    name: 'Login',
    app_name: 'Acme',
    code_length: '6',
    default_verification_timeout_secs: '300',
    webhook_url: '',
  }
  expect(toProfileBody(draft, ['sms', 'flashcall'])).toEqual({
    name: 'Login',
    sms: { app_name: 'Acme', code_length: 6, default_verification_timeout_secs: 300 },
    flashcall: { app_name: 'Acme', default_verification_timeout_secs: 300 },
  })
})

describe('palette', () => {
  const names = ['Copy the newest code', 'Freeze the clock', 'Clear the journal'].map((name) => ({ name }))

  test('letters in order find a command, the best first', () => {
    expect(findMatches(names, 'clk').map(({ name }) => name)).toEqual(['Freeze the clock'])
    expect(findMatches(names, 'cl').map(({ name }) => name)[0]).toBe('Clear the journal')
    expect(findMatches(names, 'xyz')).toEqual([])
  })

  test('nothing typed lists everything in its order', () => {
    expect(findMatches(names, '')).toEqual(names)
  })
})

describe('calls', () => {
  test('a call says everything twice', () => {
    expect(toRepetitions('Your code is 1 2 3. Your code is 1 2 3.')).toEqual([
      'Your code is 1 2 3.',
      'Your code is 1 2 3.',
    ])
  })

  test('a text that is not doubled is spoken once', () => {
    expect(toRepetitions('Hello there')).toEqual(['Hello there'])
  })
})

describe('QR codes', () => {
  test('a code is the one that another encoder makes', () => {
    const rows = encodeQr('a').map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))
    expect(rows).toEqual([
      '#######.....#.#######',
      '#.....#.###.#.#.....#',
      '#.###.#...##..#.###.#',
      '#.###.#..#..#.#.###.#',
      '#.###.#.#.#.#.#.###.#',
      '#.....#..##.#.#.....#',
      '#######.#.#.#.#######',
      '...........##........',
      '#.#.#.#..#.#....#..#.',
      '.##..#.####...#...##.',
      '...#.##.#...#...#...#',
      '#.......##....#...#..',
      '#....##.#...#.#.#.#.#',
      '........#..#.#.#.#.##',
      '#######....#.###.####',
      '#.....#..#.###.###...',
      '#.###.#.#..#.###.##.#',
      '#.###.#.......#...##.',
      '#.###.#.#...#...#...#',
      '#.....#..##...#...##.',
      '#######.##..#.#.#.###',
    ])
  })

  test('the size grows with the text, up to 213 bytes', () => {
    expect([14, 15, 213].map((length) => encodeQr('x'.repeat(length)).length)).toEqual([21, 25, 57])
    expect(() => encodeQr('x'.repeat(214))).toThrow('too long')
  })
})
