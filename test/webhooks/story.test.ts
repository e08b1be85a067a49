import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'
import { type Answer, type Receiver, useReceiver, type Webhook } from '../support/receiver.js'
import { channels } from '../support/webhooks.js'

const phones = ['+13035551234', '+442071838750'] as const
const outcomes = ['delivered', 'delayed', 'sending_failed', 'delivery_failed', 'delivery_unconfirmed'] as const

type Step =
  | { readonly do: 'start'; channel: string; phone: string; outcome: string; timeoutSecs: number }
  | { readonly do: 'check'; phone: string; isRight: boolean; times: number }
  | { readonly do: 'settle'; which: number; verdict: string }
  | { readonly do: 'force'; phone: string; outcome: string }
  | { readonly do: 'wait'; by: string }
  | { readonly do: 'freeze' | 'resume' }

const phone = fc.constantFrom(...phones)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      channel: fc.constantFrom(...channels),
      phone,
      outcome: fc.constantFrom(...outcomes),
      timeoutSecs: fc.constantFrom(1, 30, 300),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('check' as const), phone, isRight: fc.boolean(), times: fc.constantFrom(1, 1, 5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('settle' as const), which: fc.nat(9), verdict: fc.constantFrom('accepted', 'rejected') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('force' as const),
      phone,
      outcome: fc.constantFrom('accepted', 'rejected', 'expired', 'max_attempts_exceeded'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), by: fc.constantFrom('0s', '1s', '29s', '30s', '10m') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('freeze' as const, 'resume' as const) }) },
)

/** One sandbox, driven over the API, with all that was started in it. */
async function useStage(sandbox: string, api: Awaited<ReturnType<typeof useApi>>, urls: object) {
  const client = api.emulator.sandbox(sandbox)
  const key = { authorization: `Bearer ${client.apiKey}` }
  const sections = { sms: {}, call: {}, flashcall: {}, whatsapp: {} }
  const { body } = await api.post('/verify_profiles', { name: 'Stage', ...urls, ...sections }, key)
  const verify_profile_id = body.data.id
  const ids: string[] = []
  const carryOut = async (step: Step): Promise<unknown> => {
    switch (step.do) {
      case 'start': {
        const { channel, phone: phone_number, timeoutSecs: timeout_secs, outcome } = step
        const custom_code = channel === 'flashcall' ? {} : { custom_code: '12345' }
        const request = { phone_number, verify_profile_id, timeout_secs, ...custom_code }
        const { body } = await api.post(`/verifications/${channel}`, request, { ...key, 'x-emulator-outcome': outcome })
        return ids.push(body.data.id)
      }
      case 'check':
        for (let time = 0; time < step.times; time++) {
          const check = { code: step.isRight ? '12345' : '54321', verify_profile_id }
          await api.post(`/verifications/by_phone_number/${step.phone}/actions/verify`, check, key)
        }
        return
      case 'settle':
        return api.post(`/verifications/${ids[step.which % ids.length]}/actions/verify`, { status: step.verdict }, key)
      case 'force':
        return client.scenarios.add({ match: { phone_number: step.phone }, outcome: step.outcome as never, times: 1 })
      case 'wait':
        return client.clock.advance(step.by)
      default:
        return client.clock[step.do]()
    }
  }
  return { client, ids, carryOut, read: async (id: string) => (await api.get(`/verifications/${id}`, key)).body.data }
}

/** What must have been told of a verification, given what the API says of it now. */
function storyOf(status: string, delivery: string): string[] {
  const story = delivery === 'sending_failed' ? [] : ['verify.sent']
  if (delivery === 'delivered') story.push('verify.delivered')
  else if (delivery !== 'sent') story.push('verify.failed')
  if (['accepted', 'invalid', 'expired'].includes(status)) story.push(`verification.complete ${status}`)
  return story
}

const sorted = (words: readonly string[]) => [...words].sort()

function sayEvent({ data: { event_type, payload } }: Webhook): string {
  return event_type === 'verification.complete' ? `${event_type} ${payload.status}` : event_type
}

/** Drives sandboxes by random steps; after each the events that were taken must tell what the API tells. */
async function proveStory(first: Receiver, second: Receiver, taken: () => readonly Webhook[], script: (answers: Answer[]) => void) {
  const api = await useApi({ webhookWaits: [0, 0, 0] })
  let sandboxes = 0
  const answers = fc.array(fc.constantFrom<Answer>(204, 204, 500, 'reset', { status: 302 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), answers, async (steps, some) => {
      script(some)
      const urls = { webhook_url: first.url, webhook_failover_url: second.url }
      const { client, ids, carryOut, read } = await useStage(`run-${++sandboxes}`, api, urls)
      for (const step of steps) {
        if (step.do === 'settle' && ids.length === 0) continue
        await carryOut(step)
        await client.clock.advance(0) // what is under way arrives
        for (const id of ids) {
          const told = taken().filter(({ data }) => data.payload.id === id)
          const delivery = told.map(({ data }) => data.payload.delivery_status).filter((word) => word !== 'sent')[0] ?? 'sent'
          const { status } = await read(id)
          expect(sorted(told.map(sayEvent))).toEqual(sorted(storyOf(status, delivery)))
          const failure = told.find(({ data }) => data.event_type === 'verify.failed')?.data.payload
          expect(failure === undefined || failure.status === status || failure.status === 'pending').toBe(true)
          expect(new Set(told.map(({ data }) => data.id)).size).toBe(told.length)
        }
      }
      const { webhooks, pending } = await client.webhooks.list({ limit: 1000 })
      expect([pending, ...new Set(webhooks.map(({ state }) => state))]).toEqual(webhooks.length > 0 ? [0, 'delivered'] : [0])
      const all = taken().filter(({ data }) => ids.includes(data.payload.id))
      expect(all).toHaveLength(webhooks.length)
      await api.send('DELETE', `//_emulator/sandboxes/${client.sandboxName}`)
    }),
    { numRuns: 60 },
  )
}

test('W2, W3, W9: the events tell the same story as the API, whatever happens', async () => {
  const receiver = await useReceiver()
  await proveStory(
    receiver,
    receiver,
    () => receiver.requests.map(({ webhook }) => webhook),
    () => {},
  )
})

test('W2, W3, W8: so they do where the receiver fails at random and a second one stands by', async () => {
  let some: Answer[] = []
  let next = 0
  const taken: Webhook[] = []
  const flaky = await useReceiver({
    usually: ({ webhook }) => {
      const answer = some[next++ % some.length] ?? 204
      if (answer === 204) taken.push(webhook)
      return answer
    },
  })
  const steady = await useReceiver()
  const script = (answers: Answer[]) => {
    some = answers
    next = 0
  }
  await proveStory(flaky, steady, () => [...taken, ...steady.requests.map(({ webhook }) => webhook)], script)
  expect(taken.length).toBeGreaterThan(100)
  expect(steady.requests.length).toBeGreaterThan(10)
})
