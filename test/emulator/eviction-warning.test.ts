import { expect, onTestFinished, test, vi } from 'vitest'
import type { Sandbox } from '../../src/core/sandbox.js'
import { EvictionWarning } from '../../src/emulator/eviction-warning.js'
import { useFakeTimersEverywhere, useRealTimersEverywhere } from '../support/fake-timers.js'

const sandbox = (name: string, pending = 0) => ({ name, world: { state: { webhooks: { pending } } } }) as Sandbox

test('dropped sandboxes are reported at once, then once a minute with a count', () => {
  useFakeTimersEverywhere()
  onTestFinished(useRealTimersEverywhere)
  const said: string[] = []
  const warning = new EvictionWarning(2, (sentence) => said.push(sentence))
  warning.add(sandbox('first'))
  expect(said).toEqual([
    'Sandbox "first" was dropped: more than 2 are in use, and it was the least recently used. Raise maxSandboxes to keep more.',
  ])
  for (let i = 1; i <= 1500; i++) warning.add(sandbox(`s${i}`, 1))
  vi.advanceTimersByTime(59_999)
  expect(said).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(said.slice(1)).toEqual([
    '1,500 sandboxes were dropped in the last minute, the latest of them "s1500": more than 2 are in use, and they were the least recently used. 1,500 webhooks were not delivered yet and will not be. Raise maxSandboxes to keep more.',
  ])
  vi.advanceTimersByTime(120_000)
  expect(said).toHaveLength(2)
  warning.add(sandbox('next'))
  expect(said).toHaveLength(3)
  warning.add(sandbox('last'))
  warning.close()
  expect(said).toHaveLength(4)
  vi.advanceTimersByTime(120_000)
  expect(said).toHaveLength(4)
})
