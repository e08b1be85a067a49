import { countOf } from '../../wire/count-of.js'
import { readsOnly, type Tool } from './tool.js'

interface Delivery {
  readonly attempts: readonly object[]
}

/** A delivery without what its attempts posted and got. Both stay members, because the schema requires them. */
const withoutBodies = (delivery: Delivery) => ({
  ...delivery,
  attempts: delivery.attempts.map((attempt) => {
    const { request, response } = attempt as { request: object; response: object | null }
    const empty = { headers: {}, body: '' }
    return { ...attempt, request: request && empty, response: response && empty }
  }),
})

export const webhooks: Tool = {
  name: 'webhooks',
  title: 'List webhooks',
  description: [
    'Lists webhook deliveries, newest first, with the status or error of every attempt.',
    'None at all means that the profile has no webhook_url, or that nothing happened yet. Success is any 2xx within 2 seconds; a redirect is a failure.',
    'Trap: failed attempts are repeated by the clock of the sandbox, so call advance_clock rather than wait.',
    'Trap: events may arrive twice and in any order; a receiver must tell duplicates by data.id.',
  ].join(' '),
  operation: 'ListWebhooks',
  defaults: { limit: 10 },
  own: {
    details: { type: 'boolean', default: false, description: 'Include headers and bodies of requests and responses' },
  },
  hints: readsOnly,
  run: async ({ arguments: { details = false, ...values } }, ask) => {
    const answer = (await ask(values)) as { webhooks: readonly Delivery[]; pending: number }
    const list = countOf(answer.webhooks.length, 'webhook')
    const content = details === true ? answer : { ...answer, webhooks: answer.webhooks.map(withoutBodies) }
    return { summary: `${list}, newest first; ${answer.pending} pending.`, content }
  },
}
