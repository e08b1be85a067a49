import type { Case } from './cases/case.js'
import type { Answer } from './delivery.js'
import { classOf, type Expected, isExpected } from './expectation.js'
import type { Finding, Problem } from './report.js'

/** An answer that there was: not being reached is no judgement about a receiver. */
export type Judged = Exclude<Answer, { outcome: 'unreachable' }>

/** The finding in an answer, or null when it is as expected. */
export function judge(one: Case, answer: Judged, expected: Expected, timeoutMs: number): Finding | null {
  if (answer.outcome === 'answered' && isExpected(answer.status, expected)) return null
  const problem = problemOf(one, answer)
  return {
    case: one.name,
    problem,
    answer: describeAnswer(answer, timeoutMs),
    expected: describeExpected(expected),
    ...explain(one, problem),
  }
}

export function describeAnswer(answer: Judged, timeoutMs: number): string {
  if (answer.outcome === 'timed-out') return `no answer within ${timeoutMs} ms`
  if (answer.outcome === 'dropped') return `no answer: the connection was lost (${answer.reason})`
  const remark = answer.remark ?? (answer.location && `to ${answer.location}`)
  return remark ? `${answer.status}, ${remark}` : String(answer.status)
}

export function describeExpected(expected: Expected): string {
  return expected.join(' or ')
}

const problemOfClass: Readonly<Record<string, Problem>> = {
  '2xx': 'accepted',
  '3xx': 'redirected',
  '4xx': 'refused',
  '5xx': 'failed',
}

function problemOf({ kind }: Case, answer: Judged): Problem {
  if (answer.outcome !== 'answered') return answer.outcome
  const problem = problemOfClass[classOf(answer.status)]
  const isRightForKind = problem === (kind === 'genuine' ? 'accepted' : 'refused')
  return problem === undefined || isRightForKind ? 'unexpected' : problem
}

type Explanation = Pick<Finding, 'meaning' | 'cure'>

/** What a problem means whichever delivery it comes up with; the others mean what their case says. */
const explanations: Partial<Record<Problem, Explanation>> = {
  redirected: {
    meaning: 'The vendor follows no redirect and counts it as a failure: three attempts, then the event is lost.',
    cure: 'Register the URL that the redirect leads to; mind a slash at the end, and http against https.',
  },
  'timed-out': {
    meaning:
      'The vendor waits 2 seconds. It counts this as a failure and sends the event again while your app still works on the first one.',
    cure: 'Answer 2xx once the signature is checked and the event is put into a queue; work afterwards.',
  },
  dropped: {
    meaning:
      'Your app hung up without an answer, as it does when its process dies: one request that anybody can send ends it.',
    cure: 'Look into the log of your app for the moment of the check, and answer every request.',
  },
  unexpected: {
    meaning: 'The answer is not the one that you asked for.',
    cure: 'Correct the handler or the expectation.',
  },
}

const failedOnForgery: Explanation = {
  meaning:
    'To refuse is no error of yours: your error log fills with what strangers send, and an event spoilt on the way is sent three times by the vendor instead of once.',
  cure: 'Catch what verification throws and answer 4xx.',
}

function explain({ kind, risk, cure }: Case, problem: Problem): Explanation {
  if (problem === 'failed' && kind === 'forged') return failedOnForgery
  return explanations[problem] ?? { meaning: risk, cure }
}
