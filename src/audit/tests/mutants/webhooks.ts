import type { MutantId } from '../../../core/mutants.js'
import type { Mutant, MutantsOf } from './mutant.js'

const reachedBy = 'receives a webhook'

/** A webhook that a receiver must refuse. */
const forged = (kind: string, lie: string): Mutant => ({
  breaks: 'W6',
  lie,
  reachedBy,
  risk: 'Anyone on the internet could tell your application that a verification succeeded.',
  expects: 'notice',
  test: {
    title: `a webhook is ignored if it ${kind === 'stale-timestamp' ? 'is replayed' : 'is forged'} (${kind})`,
    steps: [
      { webhookFault: kind },
      { send: 'phone' },
      { note: 'assert that your receiver refused the webhook, and that nothing in your application changed' },
    ],
  },
})

/** Mutants of webhooks. */
export const webhookMutants = {
  'webhook-dropped': {
    breaks: 'W1',
    lie: 'never sends a webhook',
    reachedBy,
    risk: 'Whatever your application learns from webhooks, it would never learn.',
    expects: 'notice',
    test: {
      title: 'a delivered code is noted',
      steps: [{ send: 'phone' }, { note: 'assert on what your application does with verify.delivered' }],
    },
  },
  'webhook-wrong-signature': forged('wrong-signature', 'signs webhooks wrongly'),
  'webhook-wrong-key': forged('wrong-key', "signs webhooks with a stranger's key"),
  'webhook-altered-body': forged('altered-body', 'sends webhooks that were altered after they were signed'),
  'webhook-stale-timestamp': forged('stale-timestamp', 'sends webhooks that were signed ten minutes ago'),
  'webhook-ends-accepted': {
    breaks: 'W3',
    lie: 'reports by webhook that a verification was accepted which was not',
    reachedBy: 'receives the webhook of a verification that expired or was exhausted',
    risk: 'An application that trusts the webhook alone would let the visitor in without the code.',
    expects: 'notice',
    test: {
      title: 'the webhook of an expired verification does not log in',
      steps: [{ send: 'phone' }, { advance: '5m' }, { note: 'assert that the visitor is not in' }],
    },
  },
  'webhook-failure-delivered': {
    breaks: 'W2',
    lie: 'reports by webhook that a message was delivered which was not',
    reachedBy: 'receives `verify.failed`',
    risk: 'A visitor whose phone gets nothing would not be offered another way.',
    expects: 'notice',
    test: {
      title: 'a failed delivery is shown to the visitor',
      steps: [
        { force: 'delivery_failed' },
        { send: 'phone' },
        { note: 'assert on what your application does with verify.failed' },
      ],
    },
  },
} satisfies MutantsOf<Exclude<Extract<MutantId, `webhook-${string}`>, 'webhook-duplicated' | 'webhook-reordered'>>
