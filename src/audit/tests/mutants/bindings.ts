import type { Step } from '../sketches/step.js'
import type { MutantsOf } from './mutant.js'

const send: Step = { send: 'phone' }
const read: Step = { read: 'code', from: 'phone' }
const accepted: Step = { check: 'code', is: 'accepted' }
const refused: Step = { check: 'code', is: 'refused' }

type BindingMutant =
  | 'older-code-accepted'
  | 'newer-code-cancels-older'
  | 'code-of-another-number-accepted'
  | 'code-of-another-profile-accepted'
  | 'own-rejection-accepted'
  | 'custom-code-ignored'
  | 'timeout-ignored'
  | 'read-as-accepted'
  | 'read-as-pending'
  | 'wrong-number-code-accepted'
  | 'right-number-code-rejected'

/** Mutants about what a code belongs to, and about reading. */
export const bindingMutants: MutantsOf<BindingMutant> = {
  'older-code-accepted': {
    breaks: 'C6',
    lie: 'accepts the code of an older verification of the same number',
    reachedBy: 'checks an older code after a newer one was sent',
    risk: 'Every code that was ever sent to a visitor would keep letting people in.',
    expects: 'notice',
    test: {
      title: 'a new code replaces the old one',
      steps: [send, { read: 'oldCode', from: 'phone' }, send, { check: 'oldCode', is: 'refused' }],
    },
  },
  'newer-code-cancels-older': {
    breaks: 'V9',
    lie: 'cancels a verification when another one is sent to its number',
    reachedBy: 'checks, by ID, an older verification after a newer one was sent',
    risk: 'A visitor with two open logins could finish only one.',
    expects: 'notice',
    test: {
      title: 'a second login does not end the first',
      steps: [send, read, { note: 'start a second login for the same phone' }, accepted],
    },
  },
  'code-of-another-number-accepted': {
    breaks: 'C6',
    lie: 'accepts a code that was sent to another number',
    reachedBy: 'checks a code that was sent to another number',
    risk: "An attacker would log in as someone else with the code on the attacker's own phone.",
    expects: 'notice',
    test: {
      title: 'the code of another phone is refused',
      steps: [
        { send: 'otherPhone' },
        { read: 'otherCode', from: 'otherPhone' },
        send,
        { check: 'otherCode', is: 'refused' },
      ],
    },
  },
  'code-of-another-profile-accepted': {
    breaks: 'C6',
    lie: 'accepts a code that was sent for another profile',
    reachedBy: 'checks a code that was sent for another profile',
    risk: 'A code for a newsletter would open the account.',
    expects: 'notice',
    test: {
      title: 'a code for another purpose is refused',
      steps: [
        { note: 'send a code to the phone for another profile, and read it as otherCode' },
        send,
        { check: 'otherCode', is: 'refused' },
      ],
    },
  },
  'own-rejection-accepted': {
    breaks: 'C8',
    lie: 'answers `accepted` to an application that settles a verification as `rejected`',
    reachedBy: 'settles a verification as `rejected`',
    risk: 'A login that your own application has declined would go through.',
    expects: 'notice',
    test: { title: 'a declined login stays out', steps: [send, { note: 'decline it' }, refused] },
  },
  'custom-code-ignored': {
    breaks: 'V1',
    lie: 'sends a code of its own instead of your `custom_code`',
    reachedBy: 'sends a `custom_code`',
    risk: 'The code that your application knows would not be the one on the phone.',
    expects: 'notice',
    test: {
      title: 'the code on the phone is the one that was chosen',
      steps: [send, read, { note: 'assert that code is the custom code' }, accepted],
    },
  },
  'timeout-ignored': {
    breaks: 'V2',
    lie: 'ignores the `timeout_secs` of a request',
    reachedBy: "sends a `timeout_secs` that differs from the profile's",
    risk: 'A code would live longer than you asked for, and let people in late.',
    expects: 'notice',
    test: {
      title: 'a code expires after the time that was asked for',
      steps: [send, read, { note: 'use your timeout_secs below' }, { advance: '1m' }, refused],
    },
  },
  'read-as-accepted': {
    breaks: 'V11',
    lie: 'says `accepted` when a verification is read that is not',
    reachedBy: 'reads a verification that is not accepted',
    risk: 'An application that reads the status instead of checking the code would let everyone in.',
    expects: 'notice',
    test: {
      title: 'an unfinished verification does not log in',
      steps: [send, { note: 'read the verification, and assert that the visitor is not in' }],
    },
  },
  'read-as-pending': {
    breaks: 'V11',
    lie: 'says `pending` when a verification is read that has ended',
    reachedBy: 'reads a verification that has ended',
    risk: 'An application that waits for the status would wait forever.',
    expects: 'notice',
    test: {
      title: 'a finished verification reads as finished',
      steps: [send, read, accepted, { note: 'read the verification, and assert on its status' }],
    },
  },
  'wrong-number-code-accepted': {
    breaks: 'N2',
    lie: 'verifies a number with a wrong code',
    reachedBy: 'verifies a number with a wrong code',
    risk: "A stranger's number could be used as a caller ID.",
    expects: 'notice',
    test: { title: 'a wrong code does not verify a number', steps: [send, { check: 'wrongCode', is: 'refused' }] },
  },
  'right-number-code-rejected': {
    breaks: 'N2',
    lie: 'rejects the right code of a number',
    reachedBy: 'verifies a number with the right code',
    risk: 'No one could verify a number.',
    expects: 'notice',
    test: { title: 'the right code verifies a number', steps: [send, read, accepted] },
  },
}
