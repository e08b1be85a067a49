import { expect, test } from 'vitest'
import { Clock, lastMoment } from '../../src/core/clock.js'

function useClock() {
  let wall = 1000
  return { clock: new Clock(() => wall), pass: (ms: number) => (wall += ms) }
}

test('a clock runs with the wall clock, also after it was set', () => {
  const { clock, pass } = useClock()
  clock.set(50_000)
  expect(clock.now()).toBe(50_000)
  pass(7)
  expect(clock.now()).toBe(50_007)
  expect(clock.offsetMs).toBe(49_000)
})

test('a frozen clock can be set and resumes from there', () => {
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

test('resuming a running clock changes nothing', () => {
  const { clock } = useClock()
  clock.resume()
  expect(clock.position).toEqual({ offsetMs: 0, frozenMs: null })
})

test('a held clock lets no time pass until it is released', () => {
  const { clock, pass } = useClock()
  clock.hold()
  pass(10)
  expect(clock.now()).toBe(1000)
  clock.release()
  expect(clock.now()).toBe(1010)
})

test('the clock stops at its last moment', () => {
  const { clock, pass } = useClock()
  clock.set(lastMoment)
  pass(5)
  expect(clock.now()).toBe(lastMoment)
  clock.set(0)
  pass(-5)
  expect(clock.now()).toBe(0)
})

test('a clock can be restored from its position', () => {
  const { clock } = useClock()
  clock.set(9000)
  clock.freeze()
  expect(new Clock(() => 77, clock.position).now()).toBe(9000)
})
