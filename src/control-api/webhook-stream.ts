import type { ControlTable } from './operation.js'
import { throwBadRequest } from './problem.js'
import { openStream } from './stream.js'

export const webhookStream: ControlTable<'ListenToWebhooks', 'server' | 'longPolls' | 'webhooks'> = {
  ListenToWebhooks: (request) => {
    const { sandbox, query, webhooks } = request
    const { url } = query
    if (url === undefined || !/^https?:\/\/./.test(url))
      throwBadRequest(
        'Say where the webhooks will be forwarded: ?url=http://localhost:3000/webhooks. It stands in their bodies.',
      )
    return {
      events: openStream(request, (queue) => {
        // One after the other, so that they come in the order in which they happened.
        let last = Promise.resolve()
        return sandbox.listen((heard) => {
          if (heard.kind !== 'told') return
          const { event } = heard
          last = last.then(async () => {
            queue.push({
              event: 'webhook',
              id: event.id,
              data: JSON.stringify(await webhooks.sign(event, url)),
            })
          })
        })
      }),
    }
  },
}
