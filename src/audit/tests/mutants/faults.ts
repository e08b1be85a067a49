import type { MutantId } from '../../../core/mutants.js'
import type { Step } from '../sketches/step.js'
import type { Mutant, MutantsOf } from './mutant.js'

type Kind = Extract<Step, { readonly fault: unknown }>['fault']

/** The faults, and how each is told. */
const lies: Readonly<Record<Kind, string>> = {
  status: 'answers 503',
  reset: 'resets the connection',
  'wrong-type': 'answers with the content type text/html',
  truncated: 'ends the answer midway',
  malformed: 'answers with broken JSON',
}

const ofSend = (kind: Kind): Mutant => ({
  breaks: `fault ${kind}`,
  lie: `${lies[kind]} whenever a code is sent`,
  reachedBy: 'sends a code',
  risk: 'The visitor would be asked for a code that was never sent, or get an error page.',
  expects: 'notice',
  test: {
    title: 'the visitor is told when no code can be sent',
    steps: [
      { fault: kind, into: 'send' },
      { send: 'phone', is: 'refused' },
      { note: 'assert on the message for an outage' },
    ],
  },
})

const ofCheck = (kind: Kind): Mutant => ({
  breaks: `fault ${kind}`,
  lie: `${lies[kind]} whenever a code is checked`,
  reachedBy: 'checks a code',
  risk: 'An application that fails open would let everyone in during an outage.',
  expects: 'notice',
  test: {
    title: 'no one gets in while codes cannot be checked',
    steps: [
      { send: 'phone' },
      { read: 'code', from: 'phone' },
      { fault: kind, into: 'check' },
      { check: 'code', is: 'refused' },
    ],
  },
})

/** Mutants that are transport faults for good. */
export const faultMutants = {
  'send-outage': ofSend('status'),
  'send-reset': ofSend('reset'),
  'send-wrong-type': ofSend('wrong-type'),
  'send-truncated': ofSend('truncated'),
  'send-malformed': ofSend('malformed'),
  'check-outage': ofCheck('status'),
  'check-reset': ofCheck('reset'),
  'check-wrong-type': ofCheck('wrong-type'),
  'check-truncated': ofCheck('truncated'),
  'check-malformed': ofCheck('malformed'),
} satisfies MutantsOf<Extract<MutantId, `send-${Kind | 'outage'}` | `check-${Kind | 'outage'}`>>
