import type { ReceiverCase } from './cases/case.js'
import { formatExpected, isExpected, type StatusPatterns, statusClassOf } from './expected-status.js'
import type { ReceiverPostResult } from './post.js'
import type { ReceiverFinding, ReceiverProblem } from './report.js'

/** The result of a POST that reached the receiver: an unreachable one cannot be judged. */
export type Answered = Exclude<ReceiverPostResult, { outcome: 'unreachable' }>

/** The finding about an answer, without its duration. */
export function judgeAnswer(
  receiverCase: ReceiverCase,
  answer: Answered,
  expected: StatusPatterns,
  timeoutMs: number,
): Omit<ReceiverFinding, 'tookMs'> {
  const { name, sends } = receiverCase
  const about = {
    rule: name,
    place: sends,
    expected: formatExpected(expected),
    actual: formatAnswer(answer, timeoutMs),
  }
  if (answer.outcome === 'answered' && isExpected(answer.status, expected))
    return { ...about, kind: 'passed', problem: null, sentence: `Answered ${about.actual}.` }
  const problem = problemOf(receiverCase, answer)
  return { ...about, kind: 'failed', problem, ...explainProblem(receiverCase, problem) }
}

/** The status, or why it is missing. */
export function formatAnswer(answer: Answered, timeoutMs: number): string {
  if (answer.outcome === 'timed-out') return `no answer within ${timeoutMs} ms`
  if (answer.outcome === 'dropped') return `no answer: the connection was lost (${answer.reason})`
  const remark = answer.remark ?? (answer.location && `to ${answer.location}`)
  return remark ? `${answer.status}, ${remark}` : String(answer.status)
}

const problemOfClass: Readonly<Record<string, ReceiverProblem>> = {
  '2xx': 'accepted',
  '3xx': 'redirected',
  '4xx': 'refused',
  '5xx': 'failed',
}

function problemOf({ kind }: ReceiverCase, answer: Answered): ReceiverProblem {
  if (answer.outcome !== 'answered') return answer.outcome
  const problem = problemOfClass[statusClassOf(answer.status)]
  const isRightForKind = problem === (kind === 'genuine' ? 'accepted' : 'refused')
  return problem === undefined || isRightForKind ? 'unexpected' : problem
}

type Explanation = Pick<ReceiverFinding, 'sentence' | 'advice'>

/** Problems that mean the same for every case. The case explains the others. */
const explanations: Partial<Record<ReceiverProblem, Explanation>> = {
  redirected: {
    sentence: 'The vendor follows no redirects and counts them as failures: after three attempts the event is lost.',
    advice: 'Register the URL that the redirect leads to. Check the trailing slash and http versus https.',
  },
  'timed-out': {
    sentence:
      'The vendor waits 2 seconds, counts a timeout as a failure and sends the event again while your app is still working on the first one.',
    advice: 'Answer 2xx as soon as the signature is verified and the event is queued, and do the work afterwards.',
  },
  dropped: {
    sentence:
      'Your app dropped the connection without an answer, as it does when it crashes: anyone can crash it with one request.',
    advice: 'Check the log of your app at the time of the audit, and answer every request.',
  },
  unexpected: {
    sentence: 'The answer is not the one you expected.',
    advice: 'Fix the handler or the expected status.',
  },
}

const failedOnForgery: Explanation = {
  sentence:
    'Rejecting is not an error: a 5xx fills your error log with other people’s traffic, and the vendor sends an event that was damaged on the way three times instead of once.',
  advice: 'Catch the error that verification throws and answer 4xx.',
}

function explainProblem({ kind, risk, advice }: ReceiverCase, problem: ReceiverProblem): Explanation {
  if (problem === 'failed' && kind === 'forged') return failedOnForgery
  return explanations[problem] ?? { sentence: risk, advice }
}
