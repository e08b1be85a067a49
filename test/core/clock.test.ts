import { expect, test } from 'vitest'
import { Clock, lastMoment } from '../../src/core/clock.js'

function useClock() {
  let wall = 1000
  return { clock: new Clock(() => wall), pass: (ms: number) => (wall += ms) }
}

test('it runs with the wall clock, also when it was set', () => {
  const { clock, pass } = useClock()
  clock.set(50_000)
  expect(clock.now()).toBe(50_000)
  pass(7)
  expect(clock.now()).toBe(50_007)
  expect(clock.offsetMs).toBe(49_000)
})

test('frozen it stands still, can be set, and runs on from where it stood', () => {
  const { clock, pass } = useClock()
  clock.freeze()
  pass(100)
  expect(clock.now()).toBe(1000)
  clock.set(2000)
  pass(100)
  expect(clock.now()).toBe(2000)
  clock.resume()
  pass(5)
  expect(clock.now()).toBe(2005)
  expect(clock.isFrozen).toBe(false)
})

test('resuming a clock that runs changes nothing', () => {
  const { clock } = useClock()
  clock.resume()
  expect(clock.position).toEqual({ offsetMs: 0, frozenMs: null })
})

test('held it lets no time pass, until it is released', () => {
  const { clock, pass } = useClock()
  clock.hold()
  pass(10)
  expect(clock.now()).toBe(1000)
  clock.release()
  expect(clock.now()).toBe(1010)
})

test('at the end of time it stands', () => {
  const { clock, pass } = useClock()
  clock.set(lastMoment)
  pass(5)
  expect(clock.now()).toBe(lastMoment)
  clock.set(0)
  pass(-5)
  expect(clock.now()).toBe(0)
})

test('its position brings it back', () => {
  const { clock } = useClock()
  clock.set(9000)
  clock.freeze()
  expect(new Clock(() => 77, clock.position).now()).toBe(9000)
})
