import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { Receiver, type ReceiverOptions } from './receiver.js'
import { type Running, urlAt } from './running.js'

/** Hono: `text()` instead of `json()`, and the headers as a plain object. */
export function createHonoApp(options: ReceiverOptions): Hono {
  const receiver = new Receiver(options)
  const app = new Hono()
  app.post('/webhooks', async (context) =>
    context.body(null, await receiver.take(await context.req.text(), context.req.header())),
  )
  return app
}

export async function startHono(port: number, options: ReceiverOptions): Promise<Running> {
  const { fetch } = createHonoApp(options)
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: urlAt((server.address() as AddressInfo).port),
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
