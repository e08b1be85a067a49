import type { ControlTable } from './operation.js'
import { throwBadRequest } from './problem.js'
import { openStream } from './stream.js'

export const webhookStream: ControlTable<'ListenToWebhooks', 'server' | 'longPolls' | 'webhooks'> = {
  ListenToWebhooks: (request) => {
    const { sandbox, query, webhooks } = request
    const { url } = query
    if (url === undefined || !/^https?:\/\/./.test(url))
      throwBadRequest(
        'Add the URL that the webhooks will be forwarded to, like ?url=http://localhost:3000/webhooks. Their bodies contain it.',
      )
    return {
      events: openStream(request, 'Read faster; GET /_emulator/webhooks has them.', (queue) => {
        // Signed one after the other, to keep their order.
        let last = Promise.resolve()
        return sandbox.listen((sandboxEvent) => {
          if (sandboxEvent.kind !== 'webhook-event') return
          const { event } = sandboxEvent
          last = last.then(async () => {
            queue.push({
              event: 'webhook',
              id: event.id,
              data: JSON.stringify(await webhooks.sign(sandbox, event, url)),
            })
          })
        })
      }),
    }
  },
}
