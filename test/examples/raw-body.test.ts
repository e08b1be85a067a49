import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler } from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Receiver } from '../../examples/receivers/receiver.js'
import { receiverPublicKey } from '../../src/audit/receiver/audit-receiver.js'
import { runAudit as auditReceiver } from '../../src/audit/receiver/run-audit.js'
import { useTimers } from '../support/receiver-timers.js'

const receiver = () => new Receiver({ publicKey: receiverPublicKey(), handle: () => {} })
const audit = async (target: Parameters<typeof auditReceiver>[0]) => {
  const { advice, failures } = await auditReceiver(target, {}, useTimers().timers)
  return { advice, found: failures.map(({ rule, actual }) => [rule, actual]) }
}

describe('the audit finds a mistake that the README warns of', () => {
  async function useExpress(...before: RequestHandler[]): Promise<string> {
    const taker = receiver()
    const app = express()
    app.post('/webhooks', ...before, async (request, response) => {
      const body = Buffer.isBuffer(request.body) ? request.body.toString() : JSON.stringify(request.body ?? {}, null, 1)
      response.sendStatus(await taker.take(body, request.headers as Record<string, string>))
    })
    const server = app.listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`
  }

  test('Express with its default body limit', async () => {
    expect(await audit(await useExpress(express.raw({ type: () => true })))).toEqual({
      advice: null,
      found: [['large', '413']],
    })
  })

  test('Express with express.json() before express.raw()', async () => {
    const { advice, found } = await audit(
      await useExpress(express.json({ limit: '1mb' }), express.raw({ type: () => true, limit: '1mb' })),
    )
    expect(advice).toMatch(/a JSON body parser, such as express\.json\(\), reads the body before it/)
    expect(found[0]).toEqual(['good', '400'])
  })

  test('Fastify with its built-in JSON parser', async () => {
    const taker = receiver()
    const app = Fastify()
    app.post('/webhooks', async ({ body, headers }, reply) =>
      reply.code(await taker.take(JSON.stringify(body), headers as Record<string, string>)).send(),
    )
    onTestFinished(() => app.close())
    expect(await audit(`${await app.listen({ port: 0, host: '127.0.0.1' })}/webhooks`)).toEqual({
      advice: null,
      found: [['raw-body', '400']],
    })
  })

  test('Hono with Headers instead of a plain object', async () => {
    const taker = receiver()
    const app = new Hono()
    app.post('/webhooks', async ({ req, body }) =>
      body(null, await taker.take(await req.text(), req.raw.headers as never)),
    )
    const { advice, found } = await audit((request) => app.fetch(request))
    expect(advice).toContain('another public key')
    expect(found[0]).toEqual(['good', '400'])
  })
})
