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
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('check' as const),
      phone,
      isRight: fc.boolean(),
      times: fc.constantFrom(1, 1, 5),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(9),
      verdict: fc.constantFrom('accepted', 'rejected'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('force' as const),
      phone,
      outcome: fc.constantFrom('accepted', 'rejected', 'expired', 'max_attempts_exceeded'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), by: fc.constantFrom('0s', '1s', '29s', '30s', '10m') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('freeze' as const, 'resume' as const) }) },
)

interface Started {
  readonly id: string
  readonly channel: string
  readonly outcome: string
  /** Unix milliseconds. */
  readonly startedAt: number
}

/** A sandbox that is controlled over the API, with all its verifications. */
async function useStage(sandbox: string, api: Awaited<ReturnType<typeof useApi>>, urls: object) {
  const client = api.emulator.sandbox(sandbox)
  const key = { authorization: `Bearer ${client.apiKey}` }
  const sections = { sms: {}, call: {}, flashcall: {}, whatsapp: {} }
  const { body } = await api.post('/verify_profiles', { name: 'Stage', ...urls, ...sections }, key)
  const verify_profile_id = body.data.id
  const started: Started[] = []
  const carryOut = async (step: Step): Promise<unknown> => {
    switch (step.do) {
      case 'start': {
        const { channel, phone: phone_number, timeoutSecs: timeout_secs, outcome } = step
        const custom_code = channel === 'flashcall' ? {} : { custom_code: '12345' }
        const request = { phone_number, verify_profile_id, timeout_secs, ...custom_code }
        const { body } = await api.post(`/verifications/${channel}`, request, { ...key, 'x-emulator-outcome': outcome })
        const { id, created_at } = body.data
        return started.push({ id, channel, outcome, startedAt: Date.parse(`${created_at}Z`) })
      }
      case 'check':
        for (let time = 0; time < step.times; time++) {
          const check = { code: step.isRight ? '12345' : '54321', verify_profile_id }
          await api.post(`/verifications/by_phone_number/${step.phone}/actions/verify`, check, key)
        }
        return
      case 'settle':
        return api.post(
          `/verifications/${started[step.which % started.length]?.id}/actions/verify`,
          { status: step.verdict },
          key,
        )
      case 'force':
        return client.scenarios.add({ match: { phoneNumber: step.phone }, outcome: step.outcome as never, times: 1 })
      case 'wait':
        return client.clock.advance(step.by)
      default:
        return client.clock[step.do]()
    }
  }
  return {
    client,
    started,
    carryOut,
    read: async (id: string) => (await api.get(`/verifications/${id}`, key)).body.data,
  }
}

/** The expected events of a verification, given its outcome and its current state in the API. */
function storyOf({ channel, outcome, startedAt }: Started, status: string, now: number): string[] {
  const story = outcome === 'sending_failed' ? [] : ['verify.sent sent pending']
  const isUnanswered = (channel === 'call' || channel === 'flashcall') && outcome !== 'delivery_unconfirmed'
  if (outcome.includes('_')) story.push(`verify.failed ${outcome} ${isUnanswered ? 'error' : 'pending'}`)
  else if (outcome === 'delivered') story.push('verify.delivered delivered pending')
  else if (now >= startedAt + 30_000) story.push('verify.delivered')
  if (status !== 'pending') story.push(`verification.complete ${status}`)
  return story
}

function sayEvent({ data: { event_type, occurred_at, payload } }: Webhook): string {
  if (event_type === 'verification.complete') return `${event_type} ${payload.status}`
  // A late event may belong to a finished verification.
  const isLate = event_type === 'verify.delivered' && Date.parse(occurred_at) > Date.parse(`${payload.created_at}Z`)
  return isLate ? event_type : `${event_type} ${payload.delivery_status} ${payload.status}`
}

/** Runs random steps in sandboxes. After each, the received events must match the API. */
async function proveStory(
  first: Receiver,
  second: Receiver,
  taken: () => readonly Webhook[],
  script: (answers: Answer[]) => void,
) {
  const api = await useApi({ webhooks: { delays: [0, 0, 0] } })
  let sandboxes = 0
  const answers = fc.array(fc.constantFrom<Answer>(204, 204, 500, 'reset', { status: 302 }), {
    minLength: 1,
    maxLength: 6,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), answers, async (steps, some) => {
      script(some)
      const urls = { webhook_url: first.url, webhook_failover_url: second.url }
      const { client, started, carryOut, read } = await useStage(`run-${++sandboxes}`, api, urls)
      for (const step of steps) {
        if (step.do === 'settle' && started.length === 0) continue
        await carryOut(step)
        await client.clock.advance(0) // waits for attempts in flight
        const now = Date.parse((await client.clock.now()).now)
        for (const one of started) {
          const told = taken().filter(({ data }) => data.payload.id === one.id)
          const { status } = await read(one.id)
          expect(told.map(sayEvent).sort()).toEqual(storyOf(one, status, now).sort())
          expect(new Set(told.map(({ data }) => data.id)).size).toBe(told.length)
        }
      }
      const { webhooks, pending } = await client.webhooks.list({ limit: 1000 })
      expect([pending, ...new Set(webhooks.map(({ state }) => state))]).toEqual(
        webhooks.length > 0 ? [0, 'delivered'] : [0],
      )
      const own = new Set(started.map(({ id }) => id))
      expect(taken().filter(({ data }) => own.has(data.payload.id))).toHaveLength(webhooks.length)
      await api.send('DELETE', `//_emulator/sandboxes/${client.sandboxName}`)
    }),
    { seed: 20260131, numRuns: 150 },
  )
}

test('W2, W3, W9: the events match the API', async () => {
  const receiver = await useReceiver()
  await proveStory(
    receiver,
    receiver,
    () => receiver.requests.map(({ webhook }) => webhook),
    () => {},
  )
})

test('W2, W3, W8: the events match the API when the receiver fails at random and a failover URL is set', async () => {
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
