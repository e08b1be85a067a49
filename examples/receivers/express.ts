import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { Receiver, type ReceiverOptions } from './receiver.js'
import { type Running, urlAt } from './running.js'

/** Express 5: express.raw() on this route, and no express.json() before it. */
export async function startExpress(port: number, options: ReceiverOptions): Promise<Running> {
  const receiver = new Receiver(options)
  const app = express()
  // For every content type, because an unread body is undefined. The default limit is 100 kB.
  const rawBody = express.raw({ type: () => true, limit: '1mb' })
  app.post('/webhooks', rawBody, async (request, response) => {
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
    response.sendStatus(await receiver.take(body, request.headers as Record<string, string>))
  })

  const server = app.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: urlAt((server.address() as AddressInfo).port),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
