import type { Step } from '../sketches/step.js'
import type { MutantsOf } from './mutant.js'

const send: Step = { send: 'phone' }
const read: Step = { read: 'code', from: 'phone' }
const accepted: Step = { check: 'code', is: 'accepted' }
const refused: Step = { check: 'code', is: 'refused' }
const wrong: Step = { check: 'wrongCode', is: 'refused' }

type CodeMutant =
  | 'wrong-code-accepted'
  | 'right-code-rejected'
  | 'used-code-accepted'
  | 'code-never-expires'
  | 'code-expires-at-once'
  | 'attempts-never-exhausted'
  | 'attempts-exhausted-at-once'
  | 'error-for-wrong-code'
  | 'unknown-response-code'
  | 'empty-answer'

/** Mutants about one code and its life. */
export const codeMutants: MutantsOf<CodeMutant> = {
  'wrong-code-accepted': {
    breaks: 'C3',
    lie: 'accepts a wrong code',
    reachedBy: 'checks a wrong code',
    risk: 'Anyone who types any code would be let in.',
    expects: 'notice',
    test: { title: 'a wrong code is refused', steps: [send, wrong] },
  },
  'right-code-rejected': {
    breaks: 'C2',
    lie: 'rejects the right code',
    reachedBy: 'checks the right code',
    risk: 'No one could log in, and a login that never asks for the answer would look the same.',
    expects: 'notice',
    test: { title: 'the right code logs in', steps: [send, read, accepted] },
  },
  'used-code-accepted': {
    breaks: 'C7',
    lie: 'accepts a code a second time',
    reachedBy: 'checks a code that was used before',
    risk: 'Whoever sees a used code, on the phone or in a log, would be let in with it.',
    expects: 'notice',
    test: { title: 'a code works once', steps: [send, read, accepted, refused] },
  },
  'code-never-expires': {
    breaks: 'C5',
    lie: 'never lets a code expire',
    reachedBy: 'checks a code that has expired',
    risk: 'Whoever finds an old message would be let in with its code.',
    expects: 'notice',
    test: { title: 'a code expires after five minutes', steps: [send, read, { advance: '5m' }, refused] },
  },
  'code-expires-at-once': {
    breaks: 'C5',
    lie: 'treats every code as expired',
    reachedBy: 'checks the right code',
    risk: 'No one could log in, or, if the application takes "expired" for a yes, everyone could.',
    expects: 'notice',
    test: { title: 'a fresh code logs in', steps: [send, read, accepted] },
  },
  'attempts-never-exhausted': {
    breaks: 'C4',
    lie: 'lets a visitor guess without a limit',
    reachedBy: 'checks a code after five wrong ones',
    risk: 'Whoever guesses long enough would be let in.',
    expects: 'notice',
    test: {
      title: 'after five wrong codes the right one is refused too',
      steps: [send, read, { check: 'wrongCode', is: 'refused', times: 5 }, refused],
    },
  },
  'attempts-exhausted-at-once': {
    breaks: 'C4',
    lie: 'ends a verification after one wrong code',
    reachedBy: 'checks the right code after a wrong one',
    risk: 'A visitor who mistypes once would be locked out.',
    expects: 'notice',
    test: { title: 'a mistyped code can be corrected', steps: [send, read, wrong, accepted] },
  },
  'error-for-wrong-code': {
    breaks: 'C3',
    lie: 'answers a wrong code with the error 400 instead of `rejected`',
    reachedBy: 'checks a wrong code',
    risk: 'An application that takes an error for a yes would let a wrong code in.',
    expects: 'notice',
    test: {
      title: 'a wrong code is refused with its own message, and can be corrected',
      steps: [send, read, wrong, { note: 'assert on the message for a wrong code' }, accepted],
    },
  },
  'unknown-response-code': {
    breaks: 'C1',
    lie: 'answers `approved`, which it never does, where it accepts a code',
    reachedBy: 'checks the right code',
    risk: 'An application that lets in whatever is not `rejected` would let in an answer that it does not know.',
    expects: 'notice',
    test: {
      title: 'only the answer "accepted" logs in',
      steps: [send, read, { note: 'answer the check with {"data": {"response_code": "approved"}}' }, refused],
    },
  },
  'empty-answer': {
    breaks: 'C1',
    lie: 'answers without a `response_code` where it accepts a code',
    reachedBy: 'checks the right code',
    risk: 'An application that looks at the status only would let an empty answer in.',
    expects: 'notice',
    test: {
      title: 'an answer without a response code does not log in',
      steps: [send, read, { note: 'answer the check with {"data": {}}' }, refused],
    },
  },
}
