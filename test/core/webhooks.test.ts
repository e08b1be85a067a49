import { expect, test } from 'vitest'
import { moveClock } from '../../src/core/move-clock.js'
import { defaultSettings } from '../../src/core/settings.js'
import { startVerification } from '../../src/core/verifications.js'
import type { WebhookDelivery } from '../../src/core/webhook-records.js'
import { announceAgain, endAttempt, mostFinished, mostPending } from '../../src/core/webhooks.js'
import { useWorld } from '../support/world.js'

const webhooks = { ...defaultSettings.webhooks, url: 'http://127.0.0.1:9/' }

/** A world that does not post its webhooks. */
function useHookedWorld() {
  const posted: WebhookDelivery[] = []
  const parts = useWorld({ settings: { ...defaultSettings, webhooks }, post: (delivery) => posted.push(delivery) })
  const { sandbox, profile } = parts
  const start = () =>
    sandbox.run((world) =>
      startVerification(world, { channel: 'sms', phoneNumber: '+13035551234', profileId: profile.id }),
    )
  return { ...parts, posted, start, log: () => sandbox.world.state.webhooks }
}

const attempt = (error: string | null) => ({
  number: 1,
  url: webhooks.url,
  startedAt: 0,
  tookMs: 1,
  status: error === null ? 200 : 500,
  error,
  request: { headers: {}, body: '' },
  response: null,
})

test('beyond 100,000 pending webhooks a further one is counted and reported, not sent', () => {
  const { sandbox, events, start, log, posted } = useHookedWorld()
  const verification = start() // two events
  sandbox.run((world) => {
    for (let count = 2; count < mostPending; count++) announceAgain(world, 'verify.sent', verification, {})
  })
  expect(log()).toMatchObject({ pending: mostPending, refused: 0 })
  expect(events.filter(({ kind }) => kind === 'dropped')).toEqual([])

  const [refused] = sandbox.run((world) => announceAgain(world, 'verify.sent', verification, {}))
  expect(refused).toMatchObject({ state: 'dropped', fault: null, dueAt: null })
  expect(log()).toMatchObject({ pending: mostPending, refused: 1 })
  expect(events.filter(({ kind }) => kind === 'dropped')).toMatchObject([{ delivery: { id: refused?.id } }])

  sandbox.runDue()
  expect(posted).toHaveLength(mostPending)
  for (const delivery of posted.slice(0, 2)) sandbox.run((world) => endAttempt(world, delivery, attempt(null)))
  const [taken] = sandbox.run((world) => announceAgain(world, 'verify.sent', verification, {}))
  expect(taken?.state).toBe('pending') // the queue has room again
})

test('the last 1,000 finished webhooks are kept', () => {
  const { sandbox, start, log, posted } = useHookedWorld()
  const verification = start()
  sandbox.run((world) => {
    for (let count = 2; count < mostFinished + 50; count++) announceAgain(world, 'verify.sent', verification, {})
  })
  sandbox.runDue()
  const [waiting, ...others] = posted
  for (const delivery of others) sandbox.run((world) => endAttempt(world, delivery, attempt(null)))
  expect(log().deliveries.size).toBe(mostFinished + 1) // the pending one is kept, regardless of its age
  expect(log().deliveries.has(waiting?.id ?? '')).toBe(true)
  expect([...log().deliveries.keys()].slice(1)).toEqual(others.slice(-mostFinished).map(({ id }) => id))
})

test('W4: ids of events and deliveries are unique, and reproducible by seed', () => {
  const idsOf = () => {
    const { start, log } = useHookedWorld()
    for (let count = 0; count < 5; count++) start()
    return [...log().deliveries.values()].flatMap(({ id, event }) => [id, event.id])
  }
  expect(new Set(idsOf()).size).toBe(20)
  expect(idsOf()).toEqual(idsOf())
})

test('W8: the late result of an attempt changes nothing after a success', () => {
  const { sandbox, start, posted, log } = useHookedWorld()
  start()
  sandbox.runDue()
  const [delivery] = posted as [WebhookDelivery]
  sandbox.run((world) => endAttempt(world, delivery, attempt(null)))
  sandbox.run((world) => endAttempt(world, delivery, attempt('answered 500')))
  expect(delivery).toMatchObject({ state: 'delivered', dueAt: null, attempts: { length: 2 } })
  expect(log().pending).toBe(1)
})

test('advancing the clock stops if the sandbox is reset in the meantime', async () => {
  const { sandbox, start } = useHookedWorld()
  start()
  let finish = () => {}
  const underWay = new Promise<void>((resolve) => {
    finish = resolve
  })
  const hour = 3600_000
  const moved = moveClock(sandbox, sandbox.world.clock.now() + hour, { drain: () => underWay })
  sandbox.reset()
  finish()
  expect((await moved).events.filter(({ kind }) => kind === 'settled')).toEqual([])
  expect(sandbox.world.clock.offsetMs).toBe(0)
})
