import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { Receiver, type ReceiverOptions } from './receiver.js'
import { type Running, urlAt } from './running.js'

/** Fastify 5: a content type parser that returns the text, for this route only. */
export async function startFastify(port: number, options: ReceiverOptions): Promise<Running> {
  const receiver = new Receiver(options)
  const app = Fastify({ forceCloseConnections: true })
  app.register(async (webhooks) => {
    webhooks.removeAllContentTypeParsers()
    webhooks.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body))
    webhooks.post('/webhooks', async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : ''
      return reply.code(await receiver.take(body, request.headers as Record<string, string>)).send()
    })
  })

  await app.listen({ port, host: '127.0.0.1' })
  return { url: urlAt((app.server.address() as AddressInfo).port), close: () => app.close() }
}
