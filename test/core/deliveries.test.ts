import { describe, expect, test } from 'vitest'
import { moveClock } from '../../src/core/move-clock.js'
import { channels, type DeliveryResult } from '../../src/core/records.js'
import { addScenario } from '../../src/core/scenarios.js'
import { startVerification } from '../../src/core/verifications.js'
import { useWorld } from '../support/world.js'

const phoneNumber = '+13035551234'
const failures = ['sending_failed', 'delivery_failed', 'delivery_unconfirmed'] as const satisfies DeliveryResult[]

describe.each(channels)('by %s', (channel) => {
  test.each(failures)('C10, C11: a delivery that ends as %s', (result) => {
    const { sandbox, profile, events } = useWorld()
    sandbox.run((world) => addScenario(world, { match: {}, outcome: result, times: null, delayMs: null }))
    const verification = sandbox.run((world) => {
      const started = startVerification(world, { channel, phoneNumber, profileId: profile.id })
      expect(started).toMatchObject({ status: 'pending', updatedAt: started.createdAt }) // V2: the failure follows
      return started
    })
    const isUnanswered = (channel === 'call' || channel === 'flashcall') && result !== 'delivery_unconfirmed'
    expect(verification.status).toBe(isUnanswered ? 'error' : 'pending')
    expect(verification.delivery).toBe(result)
    expect(verification.message).toBeNull()
    expect(events.filter(({ kind }) => kind === 'settled')).toHaveLength(isUnanswered ? 1 : 0)
    expect(events.some((event) => event.kind === 'message')).toBe(false)
  })

  test.each(['delivered', ...failures] as const)(
    'a verification is recorded when it is created, whose delivery ends late as %s',
    (result) => {
      const { sandbox, profile } = useWorld()
      const outcome = result === 'delivered' ? 'delayed' : result
      sandbox.run((world) => addScenario(world, { match: {}, outcome, times: null, delayMs: 5000 }))
      sandbox.takeChanges()
      const record = sandbox.run((world) => startVerification(world, { channel, phoneNumber, profileId: profile.id }))
      expect(sandbox.takeChanges()).toContainEqual({ table: 'verifications', record })
    },
  )

  test('a delayed delivery arrives at its due time and not before', () => {
    const { sandbox, profile, pass } = useWorld()
    sandbox.run((world) => addScenario(world, { match: {}, outcome: 'delayed', times: null, delayMs: 5000 }))
    const verification = sandbox.run((world) =>
      startVerification(world, { channel, phoneNumber, profileId: profile.id }),
    )
    expect(verification.delivery).toBe('sent')
    pass(4999)
    expect(sandbox.run(() => verification.message)).toBeNull()
    pass(1)
    expect(sandbox.run(() => verification.message?.sentAt)).toBe(verification.createdAt + 5000)
    expect(verification.delivery).toBe('delivered')
  })
})

test('due items run in order of time, each at its own time', async () => {
  const { sandbox, profile, events } = useWorld()
  sandbox.run((world) => addScenario(world, { match: {}, outcome: 'delayed', times: null, delayMs: 7000 }))
  const begin = sandbox.world.clock.now()
  for (const timeoutSecs of [9, 3])
    sandbox.run((world) =>
      startVerification(world, { channel: 'sms', phoneNumber, profileId: profile.id, timeoutSecs }),
    )
  events.length = 0
  const { events: happened } = await moveClock(sandbox, begin + 60_000)
  expect(happened).toEqual(events.filter(({ kind }) => kind !== 'webhook-event'))
  const story = happened.map((event) => [event.kind, event.at - begin])
  expect(story).toEqual([
    ['settled', 3000],
    ['message', 7000],
    ['delivery', 7000],
    ['message', 7000],
    ['delivery', 7000],
    ['settled', 9000],
  ])
})

test('C11: an unanswered call ends its verification with a permanent error', async () => {
  const { sandbox, profile } = useWorld()
  sandbox.run((world) => addScenario(world, { match: {}, outcome: 'delivery_failed', times: null, delayMs: 1000 }))
  const verification = sandbox.run((world) =>
    startVerification(world, { channel: 'call', phoneNumber, profileId: profile.id }),
  )
  expect(verification.status).toBe('pending')
  await moveClock(sandbox, verification.createdAt + 1000)
  expect(verification.status).toBe('error')
  await moveClock(sandbox, verification.createdAt + 1_000_000)
  expect(verification.status).toBe('error')
})
