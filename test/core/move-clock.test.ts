import { expect, test } from 'vitest'
import { listDue } from '../../src/core/due.js'
import { mostListed, moveClock } from '../../src/core/move-clock.js'
import { dueAtOnce } from '../../src/core/sandbox.js'
import { startVerification } from '../../src/core/verifications.js'
import { useWorld } from '../support/world.js'

const count = 2200

/** A sandbox in which all verifications expire at one moment. */
function useMany() {
  const given = useWorld()
  const { sandbox, profile } = given
  sandbox.world.clock.freeze()
  for (let i = 0; i < count; i++) {
    const request = { channel: 'sms', phoneNumber: `+1303555${1000 + i}`, profileId: profile.id } as const
    sandbox.run((world) => startVerification(world, request))
  }
  const ended = () =>
    [...sandbox.world.state.verifications.values()].filter(({ status }) => status === 'expired').length
  return { ...given, ended, hourLater: sandbox.world.clock.now() + 3600_000 }
}

test('a move of the clock pauses after some of what falls due, even if all of it is due at one moment', async () => {
  const { sandbox, ended, hourLater } = useMany()
  const endedAtPauses: number[] = []
  const { events, total } = await moveClock(sandbox, hourLater, {
    pause: async () => {
      endedAtPauses.push(ended())
    },
  })
  const pauses = Math.floor(count / dueAtOnce)
  expect(endedAtPauses).toEqual(Array.from({ length: pauses }, (_, index) => (index + 1) * dueAtOnce))
  expect(ended()).toBe(count)
  expect([events.length, total]).toEqual([mostListed, count])
  expect(sandbox.world.clock.now()).toBe(hourLater)
})

test('a reset during a pause ends the move, and the clock of the new world stays', async () => {
  const { sandbox, hourLater } = useMany()
  const { total } = await moveClock(sandbox, hourLater, { pause: async () => sandbox.reset() })
  expect(total).toBe(dueAtOnce)
  expect(sandbox.world.clock.now()).toBeLessThan(hourLater)
})

test('a move of the clock waits while changes are held', async () => {
  const { sandbox, ended, hourLater } = useMany()
  let endedWhileHeld = -1
  let release = () => {}
  const hold = () => {
    sandbox.heldUntil = new Promise((resolve) => {
      release = resolve
    })
    queueMicrotask(() => {
      sandbox.run(() => {}) // a read
      endedWhileHeld = ended()
      sandbox.heldUntil = undefined
      release()
    })
  }
  let pauses = 0
  await moveClock(sandbox, hourLater, {
    pause: async () => {
      if (++pauses === 1) hold()
    },
  })
  expect(endedWhileHeld).toBe(dueAtOnce)
  expect(ended()).toBe(count)
})

test('the next due items are listed with the number of all that still apply', async () => {
  const { sandbox } = useMany()
  const [first, second] = sandbox.world.state.verifications.values()
  if (first) first.status = 'accepted'
  const { items, total } = listDue(sandbox.world, 3)
  expect(total).toBe(count - 1)
  expect(items[0]?.about).toBe(second)
  expect(listDue(sandbox.world, 10_000)).toMatchObject({ total: count - 1, items: { length: count - 1 } })
})
