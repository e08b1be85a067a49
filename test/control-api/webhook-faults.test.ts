import Telnyx from 'telnyx'
import { describe, expect, test } from 'vitest'
import { testTime } from '../support/emulator.js'
import type { Received } from '../support/receiver.js'
import { channels, phone_number, useWebhooks } from '../support/webhooks.js'

/** A receiver with the official SDK that records for each request the event type, `again` for a duplicate, or the error. */
async function useApplication(fault: string, beside: object = {}) {
  const hooked = await useWebhooks({
    now: Date.now,
    webhooks: { completionEvent: 'off' },
    receiver: { isChecked: false },
  })
  await hooked.emulator.webhooks.faults.set([{ match: { eventType: 'verify.sent' }, fault: fault as never, ...beside }])
  const client = new Telnyx({ apiKey: 'KEY', publicKey: await hooked.emulator.webhooks.publicKey() })
  const seen = new Set<string>()
  const take = async ({ body, headers }: Received): Promise<string> => {
    try {
      const { data } = (await client.webhooks.unwrap(body, { headers: headers as Record<string, string> })) as {
        data: { id: string; event_type: string }
      }
      if (seen.has(data.id)) return `${data.event_type} again`
      seen.add(data.id)
      return data.event_type
    } catch (error) {
      return (error as Error).message
    }
  }
  await hooked.emulator.clock.freeze()
  await hooked.start()
  await hooked.emulator.clock.advance(0)
  const taken: string[] = []
  const read = async () => {
    for (const request of hooked.receiver.requests.slice(taken.length)) taken.push(await take(request))
    return taken
  }
  return { ...hooked, read }
}

describe('a receiver with the official SDK', () => {
  test('W9: duplicate sends the same event twice', async () => {
    const { read } = await useApplication('duplicate')
    expect((await read()).sort()).toEqual(['verify.delivered', 'verify.sent', 'verify.sent again'])
  })

  test('W9: out-of-order lets the following event overtake', async () => {
    const { read, emulator } = await useApplication('out-of-order')
    expect(await read()).toEqual(['verify.delivered'])
    await emulator.clock.advance('1s')
    expect(await read()).toEqual(['verify.delivered', 'verify.sent'])
  })

  test.each<[beside: object, short: string, rest: string]>([
    [{}, '29s', '1s'],
    [{ delay: '2h' }, '119m', '1m'],
  ])('delayed sends the event late: %j', async (beside, short, rest) => {
    const { read, emulator } = await useApplication('delayed', beside)
    await emulator.clock.advance(short)
    expect(await read()).toEqual(['verify.delivered'])
    await emulator.clock.advance(rest)
    expect(await read()).toEqual(['verify.delivered', 'verify.sent'])
  })

  test('dropped sends nothing, and the log says so', async () => {
    const { read, emulator } = await useApplication('dropped')
    await emulator.clock.advance('24h')
    expect(await read()).toEqual(['verify.delivered'])
    expect((await emulator.webhooks.list({ state: 'dropped' })).webhooks).toMatchObject([
      { fault: 'dropped', attempts: [], dueAt: null },
    ])
    const { entries } = await emulator.journal.list({ kind: 'webhook' })
    expect(entries.map(({ event }) => event).sort()).toEqual(['webhook.delivered', 'webhook.dropped'])
  })

  test.each([
    ['wrong-signature', /signature does not match payload/],
    ['stale-timestamp', /too old or too new/],
    ['altered-body', /signature does not match payload/],
    ['wrong-key', /signature does not match payload/],
  ])('W6: %s is refused, and the other events are accepted', async (fault, reason) => {
    const { read, receiver } = await useApplication(fault)
    const taken = await read()
    expect(taken).toHaveLength(2)
    expect(taken).toContain('verify.delivered')
    expect(taken.filter((words) => reason.test(words))).toHaveLength(1)
    for (const { body } of receiver.requests) expect(JSON.parse(body).data.payload.phone_number).toBe(phone_number)
  })

  test('altered-body changes one byte', async () => {
    const { receiver } = await useApplication('altered-body')
    const [altered] = receiver.requests.filter(({ body }) => body.includes('"Event"'))
    expect(altered?.body.length).toBe(altered?.body.replace('"Event"', '"event"').length)
    expect(receiver.requests.filter(({ body }) => body.includes('"event"'))).toHaveLength(1)
  })

  test.each(['duplicate', 'wrong-signature', 'stale-timestamp', 'altered-body', 'wrong-key'])(
    'the record of a webhook with the fault %s has what the receiver got',
    async (fault) => {
      const { read, receiver, emulator } = await useApplication(fault)
      await read()
      const { webhooks } = await emulator.webhooks.list()
      const recorded = webhooks.flatMap(({ attempts }) => attempts.map(({ request }) => request))
      const bodies = receiver.requests.map(({ body }) => body)
      expect(recorded.map(({ body }) => body).sort()).toEqual(bodies.sort())
      const signatureOf = (headers: object) => (headers as Record<string, string>)['telnyx-signature-ed25519']
      const received = receiver.requests.map(({ headers }) => signatureOf(headers))
      expect(recorded.map(({ headers }) => signatureOf(headers)).sort()).toEqual(received.sort())
    },
  )
})

describe('the match of a webhook fault', () => {
  const dropped = async ({ emulator }: Pick<Awaited<ReturnType<typeof useWebhooks>>, 'emulator'>) => {
    await emulator.clock.advance(0)
    const { webhooks } = await emulator.webhooks.list({ state: 'dropped' })
    return webhooks.map(({ eventType }) => eventType)
  }

  test('a webhook fault can match an event', async () => {
    const hooked = await useWebhooks()
    await hooked.emulator.webhooks.faults.add({ match: { eventType: 'verification.complete' }, fault: 'dropped' })
    await hooked.start()
    await hooked.check()
    expect(await dropped(hooked)).toEqual(['verification.complete'])
  })

  test.each(channels)('a webhook fault can match the channel %s', async (channel) => {
    const hooked = await useWebhooks()
    await hooked.emulator.webhooks.faults.add({ match: { channel }, fault: 'dropped' })
    for (const each of channels) await hooked.start(each)
    expect(await dropped(hooked)).toEqual(['verify.delivered', 'verify.sent'])
  })

  test('a webhook fault can match number and profile', async () => {
    const hooked = await useWebhooks()
    const { faults } = hooked.emulator.webhooks
    await faults.set([
      { match: { phoneNumber: '+13035559999' }, fault: 'dropped' },
      { match: { profileId: hooked.emulator.profileId }, fault: 'dropped' },
    ])
    await hooked.start()
    expect(await dropped(hooked)).toEqual([])
    await faults.set([{ match: { phoneNumber: phone_number, profileId: hooked.profileId }, fault: 'dropped' }])
    await hooked.start()
    expect(await dropped(hooked)).toHaveLength(2)
  })

  test('a webhook fault applies the given number of times, the first rule first, and is then removed', async () => {
    const hooked = await useWebhooks()
    const { faults } = hooked.emulator.webhooks
    await faults.set([
      { fault: 'dropped', times: 3 },
      { fault: 'delayed', delay: '10s' },
    ])
    await hooked.start()
    expect(await faults.list()).toMatchObject([
      { fault: 'dropped', times: 1 },
      { fault: 'delayed', delayMs: 10_000, times: null },
    ])
    await hooked.start()
    expect(await dropped(hooked)).toHaveLength(3)
    expect(await faults.list()).toMatchObject([{ fault: 'delayed' }])
    const [waiting] = (await hooked.emulator.webhooks.list({ state: 'pending' })).webhooks
    expect(waiting).toMatchObject({ fault: 'delayed', dueAt: new Date(testTime + 10_000).toISOString() })
    await faults.clear()
    await hooked.start()
    await hooked.emulator.clock.advance('10s')
    expect(hooked.receiver.requests).toHaveLength(3)
  })

  test('a reset removes webhook faults', async () => {
    const { emulator } = await useWebhooks()
    await emulator.webhooks.faults.add({ fault: 'dropped' })
    await emulator.reset()
    expect(await emulator.webhooks.faults.list()).toEqual([])
  })

  test('a webhook fault applies to all attempts of a webhook', async () => {
    const { emulator, start, receiver } = await useWebhooks({ receiver: { answers: [400, 400], isChecked: false } })
    await emulator.webhooks.faults.set([
      { match: { eventType: 'verify.sent' }, fault: 'altered-body' },
      { fault: 'dropped' },
    ])
    await start()
    await emulator.clock.advance('10s')
    expect(receiver.requests.map(({ body }) => body.includes('"Event"'))).toEqual([true, true, true])
  })
})

test.each<[object, RegExp]>([
  [{ fault: 'lost' }, /fault/],
  [{}, /fault/],
  [{ fault: 'dropped', delay: '1s' }, /"delay" applies to delayed and out-of-order, not to dropped/],
  [{ fault: 'delayed', delay: 'soon' }, /soon/],
  [{ fault: 'dropped', times: 0 }, /times/],
  [{ fault: 'dropped', match: { phone: '+1' } }, /phone/],
  [{ fault: 'dropped', match: { channel: 'fax' } }, /channel/],
])('%j is refused, and nothing is set', async (rule, sentence) => {
  const { emulator } = await useWebhooks()
  const { faults } = emulator.webhooks
  await faults.set([{ fault: 'delayed' }])
  const refused = {
    status: expect.toSatisfy((status: number) => status === 400 || status === 422),
    message: expect.stringMatching(sentence),
  }
  await expect(faults.add(rule as never)).rejects.toMatchObject(refused)
  await expect(faults.set([{ fault: 'dropped' }, rule as never])).rejects.toMatchObject(refused)
  expect(await faults.list()).toMatchObject([{ fault: 'delayed' }])
})

test('one webhook fault can be removed; an unknown id is refused', async () => {
  const { emulator } = await useWebhooks()
  const { faults } = emulator.webhooks
  const first = await faults.add({ fault: 'dropped' })
  const second = await faults.add({ fault: 'duplicate' })
  expect(await faults.remove(first.id)).toEqual(first)
  expect(await faults.list()).toEqual([second])
  await faults.clear()
  await expect(faults.remove(second.id)).rejects.toMatchObject({
    status: 404,
    message: expect.stringMatching(/It may be used up\.$/),
  })
})
