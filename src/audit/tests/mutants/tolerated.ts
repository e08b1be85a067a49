import type { Step } from '../sketches/step.js'
import type { Mutant, MutantsOf } from './mutant.js'

const login: readonly Step[] = [{ send: 'phone' }, { read: 'code', from: 'phone' }, { check: 'code', is: 'accepted' }]

const tolerated = (mutant: Omit<Mutant, 'expects' | 'test'>, title: string): Mutant => ({
  ...mutant,
  expects: 'tolerate',
  test: { title, steps: login },
})

type ToleratedMutant =
  | 'extra-field'
  | 'other-dialect'
  | 'latency'
  | 'send-outage-once'
  | 'check-outage-once'
  | 'webhook-duplicated'
  | 'webhook-reordered'

/** Mutants that stay within what the service may do. */
export const toleratedMutants: MutantsOf<ToleratedMutant> = {
  'extra-field': tolerated(
    {
      breaks: 'H11',
      lie: 'adds a field to its answers',
      reachedBy: 'sends or checks a code',
      risk: 'The application would break on the day the service adds a field.',
    },
    'an additional field in an answer changes nothing',
  ),
  'other-dialect': tolerated(
    {
      breaks: 'C4, C5',
      lie: 'answers late and exhausted checks as the other dialect does, which the sources leave open',
      reachedBy: 'checks a code that has expired, or after five wrong ones',
      risk: 'What the visitor is told would depend on which of the sources is right.',
    },
    'an expired code is refused in both dialects',
  ),
  latency: tolerated(
    {
      breaks: 'fault latency',
      lie: 'takes 300 ms longer for each answer',
      reachedBy: 'sends or checks a code',
      risk: 'The application would give up on a slow day.',
    },
    'a slow service is waited for',
  ),
  'send-outage-once': tolerated(
    {
      breaks: 'fault status',
      lie: 'answers 503 to the first send',
      reachedBy: 'sends a code',
      risk: "A single failed request, which the vendor's SDK repeats, would reach the visitor.",
    },
    'one failed send is repeated',
  ),
  'check-outage-once': tolerated(
    {
      breaks: 'fault status',
      lie: 'answers 503 to the first check',
      reachedBy: 'checks a code',
      risk: "A single failed request, which the vendor's SDK repeats, would reach the visitor.",
    },
    'one failed check is repeated',
  ),
  'webhook-duplicated': tolerated(
    {
      breaks: 'W9',
      lie: 'sends each webhook twice',
      reachedBy: 'receives a webhook',
      risk: 'An event would be counted twice.',
    },
    'a repeated webhook is ignored',
  ),
  'webhook-reordered': tolerated(
    {
      breaks: 'W9',
      lie: 'sends `verify.sent` a second late, so that later webhooks overtake it',
      reachedBy: 'receives a webhook',
      risk: 'An older event would overwrite a newer one.',
    },
    'webhooks out of order are sorted out',
  ),
}
