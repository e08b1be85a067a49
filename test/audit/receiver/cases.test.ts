import Telnyx from 'telnyx'
import { describe, expect, test } from 'vitest'
import { cases } from '../../../src/audit/receiver/cases/cases.js'
import { EventComposer } from '../../../src/audit/receiver/composer.js'
import type { ReceiverPost } from '../../../src/audit/receiver/post.js'
import { Signer } from '../../../src/webhook/signature.js'

const signer = Signer.fromSeed('cases')
const client = new Telnyx({ apiKey: 'KEY', publicKey: signer.publicKey })

const composerAt = (now: () => number) =>
  new EventComposer({ signer, standardWebhooksSecret: signer.publicKey, deliveredTo: 'http://localhost/webhooks', now })

const textOf = ({ pieces }: ReceiverPost) => Buffer.concat(pieces).toString()
const unwrap = (delivery: ReceiverPost) =>
  client.webhooks.unwrap(textOf(delivery), { headers: { ...delivery.headers } })
const deliveriesOf = (composer: EventComposer) =>
  cases.flatMap((one) => one.compose(composer).map((delivery) => ({ name: one.name, kind: one.kind, delivery })))

describe('the official SDK judges each delivery like the audit', () => {
  const composer = composerAt(Date.now)
  test.each(cases.map((one) => [one.name, one] as const))('W6: %s', async (_, { kind, compose }) => {
    for (const delivery of compose(composer)) {
      expect(delivery.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'telnyx-webhooks' })
      if (kind === 'forged')
        await expect(unwrap(delivery)).rejects.toThrow(/Webhook timestamp too|signature|Missing required header/i)
      else await expect(unwrap(delivery)).resolves.toMatchObject({ data: { record_type: 'event' } })
    }
  })
})

test('the same key and clock send the same events; another time has other IDs', () => {
  const [first, again, later] = [1_769_000_000_000, 1_769_000_000_000, 1_769_000_000_001].map((now) =>
    deliveriesOf(composerAt(() => now)),
  )
  const sent = (deliveries = first) => deliveries?.map(({ delivery }) => [delivery.headers, textOf(delivery)])
  expect(sent(again)).toEqual(sent(first))
  const ids = (deliveries = first) =>
    deliveries?.map(({ delivery }) => JSON.parse(textOf(delivery)).data.id as string) ?? []
  expect(ids(later).some((id) => ids(first).includes(id))).toBe(false)
})

test('W9: the duplicate differs from the good event in meta.attempt only, and no other ID occurs twice', () => {
  const events = deliveriesOf(composerAt(Date.now)).map(({ name, delivery }) => ({
    name,
    event: JSON.parse(textOf(delivery)),
  }))
  const [good, duplicate, ...others] = events
  expect([good?.name, duplicate?.name]).toEqual(['good', 'duplicate'])
  expect(duplicate?.event.data).toEqual(good?.event.data)
  expect(duplicate?.event.meta).toEqual({ ...good?.event.meta, attempt: 2 })
  const ids = [good, ...others].map((one) => one?.event.data.id as string)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('each case has its own explanation', () => {
  const sentences = cases.flatMap(({ risk, advice, sends }) => [risk, advice, sends])
  expect(new Set(sentences).size).toBe(sentences.length)
  for (const { name, risk, advice } of cases) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    for (const sentence of [risk, advice]) expect(sentence).toMatch(/^[A-Z].*\.$/)
  }
})
