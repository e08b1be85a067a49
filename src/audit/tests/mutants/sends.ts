import type { Step } from '../sketches/step.js'
import type { MutantsOf } from './mutant.js'

const send: Step = { send: 'phone' }
const refused: Step = { send: 'phone', is: 'refused' }

type SendMutant =
  | 'nothing-is-sent'
  | 'destination-not-checked'
  | 'spend-limit-ignored'
  | 'send-limit-ignored'
  | 'refusal-ignored'
  | 'wrong-error-code'

/** Mutants about which codes are sent. */
export const sendMutants: MutantsOf<SendMutant> = {
  'nothing-is-sent': {
    breaks: 'V13',
    lie: 'says that it has sent a code and sends none',
    reachedBy: 'sends a code',
    risk: 'Visitors would wait for a code that never comes.',
    expects: 'notice',
    test: { title: 'a code arrives on the phone', steps: [send, { messages: 1, to: 'phone' }] },
  },
  'destination-not-checked': {
    breaks: 'V5',
    lie: 'sends to a country that the profile does not allow',
    reachedBy: 'sends to a country that the profile does not allow',
    risk: 'Fraud would pump messages to premium countries at your expense.',
    expects: 'notice',
    test: {
      title: 'a number in a country that is not allowed is refused',
      steps: [{ force: '40309' }, refused, { messages: 0, to: 'phone' }],
    },
  },
  'spend-limit-ignored': {
    breaks: 'P13',
    lie: 'sends although the daily spend limit is reached',
    reachedBy: 'reaches the daily spend limit',
    risk: 'The limit that bounds the damage of fraud would not hold.',
    expects: 'notice',
    test: { title: 'the spend limit stops sends', steps: [{ force: '40333' }, refused, { messages: 0, to: 'phone' }] },
  },
  'send-limit-ignored': {
    breaks: 'V14',
    lie: 'sends although it has blocked the number (40020)',
    reachedBy: 'sends to a number that is blocked (40020)',
    risk: 'One number could be flooded with messages.',
    expects: 'notice',
    test: {
      title: 'a blocked number gets no code',
      steps: [{ force: '40020' }, refused, { messages: 0, to: 'phone' }],
    },
  },
  'refusal-ignored': {
    breaks: 'H5',
    lie: 'carries out a request that a scenario refuses',
    reachedBy: 'forces an error with a scenario',
    risk: 'The test of a refusal would pass although nothing was refused.',
    expects: 'notice',
    test: { title: 'a refused send is shown to the visitor', steps: [{ force: '10015' }, refused] },
  },
  'wrong-error-code': {
    breaks: 'H5',
    lie: 'answers a refused send with another error code (10007)',
    reachedBy: 'is refused a send',
    risk: 'The visitor would be told the wrong thing: to try again where no try can help, or to give up too early.',
    expects: 'notice',
    test: {
      title: 'a refused number has its own message',
      steps: [{ force: '40309' }, refused, { note: 'assert on the message for a number that cannot be reached' }],
    },
  },
}
