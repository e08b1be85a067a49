import type { Sandbox } from '../core/sandbox.js'
import type { WebhookEvent } from '../core/webhook-records.js'
import { readDurationText } from '../wire/duration.js'
import { isHttpUrl } from '../wire/http-url.js'
import type { ControlTable, ServerSentEvent } from './operation.js'
import { throwBadRequest } from './problem.js'
import type { Query } from './query.js'
import { openStream } from './stream.js'

export const webhookStream: ControlTable<'ListenToWebhooks', 'server' | 'longPolls' | 'turns' | 'webhooks'> = {
  ListenToWebhooks: (request) => {
    const { sandbox, query, webhooks } = request
    const { url } = query
    if (!isHttpUrl(url))
      throwBadRequest(
        'Add the URL that the webhooks will be forwarded to, like ?url=http://localhost:3000/webhooks. Their bodies contain it.',
      )
    const backfillMs = readBackfill(query)
    const toStreamed = async (event: WebhookEvent): Promise<ServerSentEvent> => ({
      event: 'webhook',
      id: event.id,
      data: JSON.stringify(await webhooks.sign(sandbox, event, url)),
    })
    return {
      events: openStream(request, 'Read faster; GET /_emulator/webhooks has them.', (queue) => {
        // Nothing can happen between these two steps: an event is either logged already or told to the listener.
        if (backfillMs !== null) queue.replay(signAll(findEvents(sandbox, backfillMs), toStreamed))
        // Signed one after the other, to keep their order.
        let last = Promise.resolve()
        return sandbox.listen((sandboxEvent) => {
          if (sandboxEvent.kind !== 'webhook-event') return
          const { event } = sandboxEvent
          last = last.then(async () => queue.push(await toStreamed(event)))
        })
      }),
    }
  },
}

/** Milliseconds; null without a backfill. @throws {InputError} 400 if it is not a duration */
function readBackfill({ backfill }: Query): number | null {
  if (backfill === undefined) return null
  return readDurationText(backfill)
}

/** The logged events of the last milliseconds, in the order in which they happened; each once, however often it was sent. */
function findEvents(sandbox: Sandbox, backfillMs: number): WebhookEvent[] {
  const { clock, state } = sandbox.world
  const from = clock.now() - backfillMs
  const found = new Map<string, WebhookEvent>()
  for (const { event } of state.webhooks.deliveries.values()) if (event.occurredAt >= from) found.set(event.id, event)
  return [...found.values()]
}

/** Signs events when they are read: a time stamp must not be old. */
async function* signAll(
  events: readonly WebhookEvent[],
  toStreamed: (event: WebhookEvent) => Promise<ServerSentEvent>,
): AsyncGenerator<ServerSentEvent> {
  for (const event of events) yield await toStreamed(event)
}
