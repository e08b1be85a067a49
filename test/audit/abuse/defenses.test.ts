import { describe, expect, test } from 'vitest'
import { judgeAttempts, type PendingAttempt, type ServiceView } from '../../../src/audit/abuse/defenses.js'
import type { PatternId } from '../../../src/audit/abuse/patterns.js'
import type { Answer } from '../../../src/audit/flow/answer.js'

const answer = (status: number): Answer => ({
  ...{ request: 'POST /login', status, headers: [], text: '', tookMs: 1 },
  failure: status === 0 ? 'timed out' : null,
})

const attempt = (pattern: PatternId, status: number): PendingAttempt => ({
  ...{ pattern, tick: 3, phoneNumber: '+13035552000' },
  answer: answer(status),
})

const judge = (pattern: PatternId, statuses: number[], view: ServiceView, hasCoolDown = true) =>
  judgeAttempts(
    statuses.map((status) => attempt(pattern, status)),
    view,
    hasCoolDown,
  ).map(({ stoppedBy }) => stoppedBy)

const nothing: ServiceView = { sent: 0, refusals: [] }

describe('the refusal of an application is the defense that its pattern meets', () => {
  test.each([
    ['numbers-in-row', 'per-address'],
    ['slow-pump', 'per-address'],
    ['many-addresses', 'total'],
    ['far-countries', 'country-list'],
    ['one-phone', 'per-number'],
    ['resend-loop', 'per-number'],
  ] as const)('%s meets %s, whether the refusal is said or silent', (pattern, defense) => {
    expect(judge(pattern, [429], nothing)).toEqual([defense])
    expect(judge(pattern, [202], nothing)).toEqual([defense])
  })
})

test('a second code that is refused right after the first meets the cool-down', () => {
  expect(judge('resend-loop', [202, 429], { sent: 1, refusals: [] })).toEqual([null, 'cool-down'])
  expect(judge('one-phone', [202, 202], { sent: 1, refusals: [] })).toEqual([null, 'cool-down'])
})

test('once two codes were sent at the same time, there is no cool-down to meet', () => {
  expect(judge('resend-loop', [202, 429], { sent: 1, refusals: [] }, false)).toEqual([null, 'per-number'])
})

test('an attempt that the application refuses does not count as sent before one that it accepts', () => {
  expect(judge('one-phone', [429, 202], { sent: 1, refusals: [] })).toEqual(['per-number', null])
})

test('a message counts as sent even if the application answers with an error', () => {
  expect(judge('one-phone', [500], { sent: 1, refusals: [] })).toEqual([null])
})

describe('the refusal of the service is told by its error code', () => {
  test.each([
    ['40333', 'spend-limit'],
    ['40309', 'profile-countries'],
    ['40020', 'service-number-limit'],
    ['10011', 'service-rate-limit'],
    ['10015', 'service-refusal'],
  ] as const)('%s is %s', (code, defense) => {
    expect(judge('many-addresses', [202], { sent: 0, refusals: [code] })).toEqual([defense])
  })

  test('it belongs to the attempt that the application accepted', () => {
    expect(judge('one-phone', [429, 202], { sent: 0, refusals: ['40333'] })).toEqual(['per-number', 'spend-limit'])
  })
})

test('an application that does not answer is not a defense', () => {
  expect(judge('numbers-in-row', [0], nothing)).toEqual(['no-answer'])
})
