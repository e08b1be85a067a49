import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/audit/flow/answer.js'
import { compareAnswers } from '../../../src/audit/login/compare-answers.js'

const known = '+13035550056'
const unknown = '+17205550187'

function compare(one: string, other: string): string[] {
  const answer = (text: string): Answer => ({
    request: 'POST /login',
    status: 202,
    headers: [['content-type', 'application/json']],
    text,
    failure: null,
    tookMs: 5,
  })
  return compareAnswers(answer(one), answer(other), [known, unknown])
}

describe('answers that differ as any two answers do', () => {
  test('random codes that contain digits of a phone number, each of a thousand', () => {
    const codes = Array.from({ length: 1000 }, (_, index) => String(100_000 + index * 897))
    const different = codes.filter((code) => compare(`{"debug":"${code}"}`, '{"debug":"999999"}').length > 0)
    expect(different).toEqual([])
  })

  test.each([
    ['the number', '+13035550056', '+17205550187'],
    ['the number in percent encoding', '%2B13035550056', '%2B17205550187'],
    ['the number with separators', '+1 (303) 555-0056', '+1 (720) 555-0187'],
    ['the number without its country code', '(303) 555-0056', '(720) 555-0187'],
    ['its last four digits', '•••• 0056', '•••• 0187'],
    ['its last three digits', '•••056', '•••187'],
    ['its last two digits', '***56', '***87'],
    ['a token', 'id=8a1fe59c-7a8b-4a34', 'id=77aa11bb-0000-1111'],
    ['a time', '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:06Z'],
  ])('%s', (_, one, other) => {
    expect(compare(`A code for ${one} is on its way.`, `A code for ${other} is on its way.`)).toEqual([])
  })
})

describe('answers that tell', () => {
  test.each([
    ['another word', 'A code is on its way.', 'This number is unknown.'],
    ['a number in only one of them', 'A code for +13035550056 is on its way.', 'A code is on its way.'],
    ['a short number', 'Wait 30 seconds.', 'Wait 60 seconds.'],
  ])('%s', (_, one, other) => {
    expect(compare(one, other)).toEqual([`body with an account: ${mask(one)}; without: ${mask(other)}`])
  })

  test('a header', () => {
    const headers = [['x-user', 'yes']] as const
    const one: Answer = { request: 'POST /login', status: 202, headers, text: '', failure: null, tookMs: 1 }
    expect(compareAnswers(one, { ...one, headers: [], status: 404 }, [known, unknown])).toEqual([
      'status 202 with an account, 404 without',
      'headers with an account: x-user; without: ',
      'the values of headers differ',
    ])
  })
})

const mask = (text: string) => text.replace(known, '<phone>')
