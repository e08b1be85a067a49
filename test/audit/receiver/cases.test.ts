import Telnyx from 'telnyx'
import { describe, expect, test } from 'vitest'
import type { ReceiverCase } from '../../../src/audit/receiver/cases/case.js'
import { cases } from '../../../src/audit/receiver/cases/cases.js'
import { EventComposer } from '../../../src/audit/receiver/composer.js'
import type { EventType } from '../../../src/audit/receiver/event.js'
import type { ReceiverPost } from '../../../src/audit/receiver/post.js'
import { Signer } from '../../../src/webhook/signature.js'

const signer = Signer.fromSeed('cases')
const client = new Telnyx({ apiKey: 'KEY', publicKey: signer.publicKey })

const composerAt = (now: () => number) =>
  new EventComposer({ signer, standardWebhooksSecret: signer.publicKey, deliveredTo: 'http://localhost/webhooks', now })

const textOf = ({ pieces }: ReceiverPost) => Buffer.concat(pieces).toString()
const unwrap = (delivery: ReceiverPost) =>
  client.webhooks.unwrap(textOf(delivery), { headers: { ...delivery.headers } })

const eventTypes: readonly EventType[] = ['verify.sent', 'verify.delivered', 'verify.failed', 'verification.complete']

/** The posts of a case: those of a genuine one, or each way to forge an event. */
function deliveriesOfCase(one: ReceiverCase, composer: EventComposer): readonly ReceiverPost[] {
  if (one.kind === 'genuine') return one.compose(composer, 'verify.sent')
  return one.forgeries.map(({ forge, details }) =>
    forge(composer, composer.event('verify.delivered', details?.(composer) ?? {})),
  )
}

const deliveriesOf = (composer: EventComposer) =>
  cases.flatMap((one) =>
    deliveriesOfCase(one, composer).map((delivery) => ({ name: one.name, kind: one.kind, delivery })),
  )

describe('the official SDK judges each delivery like the audit', () => {
  const composer = composerAt(Date.now)
  test.each(cases.map((one) => [one.name, one] as const))('W6: %s', async (_, one) => {
    for (const delivery of deliveriesOfCase(one, composer)) {
      expect(delivery.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'telnyx-webhooks' })
      if (one.kind === 'forged')
        await expect(unwrap(delivery)).rejects.toThrow(/Webhook timestamp too|signature|Missing required header/i)
      else await expect(unwrap(delivery)).resolves.toMatchObject({ data: { record_type: 'event' } })
    }
  })
})

test.each(
  cases.flatMap((one) => (one.kind === 'forged' ? one.forgeries.map((forgery) => [one.name, forgery] as const) : [])),
)('%s: the content of a forged event is that of a genuine one', (_, { forge, details }) => {
  const composer = composerAt(() => 1_769_000_000_000)
  for (const eventType of eventTypes) {
    const event = composer.event(eventType, details?.(composer) ?? {})
    expect(textOf(forge(composer, event))).toBe(textOf(composer.sign(event)))
  }
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
