import { expect, test } from 'vitest'
import { DroppedSandboxes } from '../../src/core/dropped-sandboxes.js'
import type { Sandbox } from '../../src/core/sandbox.js'
import { isSandboxName } from '../../src/core/sandbox-name.js'
import { Sandboxes, type SandboxesOptions, TooManySandboxesError } from '../../src/core/sandboxes.js'
import { useWorld } from '../support/world.js'

function useSandboxes(limit: number, options: Partial<SandboxesOptions> = {}) {
  const dropped: string[] = []
  const machine = { now: 0 }
  const created: string[] = []
  const sandboxes = new Sandboxes({
    limit,
    now: () => machine.now,
    ...options,
    create: (name) => {
      created.push(name)
      const { sandbox } = useWorld()
      return Object.defineProperty(sandbox, 'name', { value: name })
    },
    onDrop: ({ name }, reason) => dropped.push(reason === 'full' ? name : `${name} (${reason})`),
  })
  return { sandboxes, dropped, created, machine }
}

test('beyond the limit the least recently used sandbox is dropped', () => {
  const { sandboxes, dropped } = useSandboxes(2)
  sandboxes.open('a')
  sandboxes.open('b')
  sandboxes.open('a')
  sandboxes.open('c')
  expect(dropped).toEqual(['b'])
  expect([...sandboxes.all()].map(({ name }) => name)).toEqual(['a', 'c'])
})

test('a sandbox with a waiter is kept, even beyond the limit', () => {
  const { sandboxes, dropped } = useSandboxes(1)
  const stop = sandboxes.open('a').listen(() => {})
  sandboxes.open('b')
  expect(dropped).toEqual([])
  expect(sandboxes.count).toBe(2)
  stop()
  sandboxes.open('c')
  expect(dropped).toEqual(['a', 'b'])
  expect(sandboxes.count).toBe(1)
})

test('a sandbox is dropped once no one has used it for the idle time, whatever its own clock says', () => {
  const { sandboxes, dropped, machine } = useSandboxes(10, { idleMs: 100 })
  sandboxes.open('a').world.clock.set(10_000_000)
  machine.now = 50
  sandboxes.open('b')
  machine.now = 99
  expect([sandboxes.dropIdle(), dropped]).toEqual([1, []])
  machine.now = 100
  expect([sandboxes.dropIdle(), dropped]).toEqual([50, ['a (idle)']])
  sandboxes.read('b')
  machine.now = 199
  expect([sandboxes.dropIdle(), dropped]).toEqual([1, ['a (idle)']])
  machine.now = 200
  expect([sandboxes.dropIdle(), sandboxes.count]).toEqual([Number.POSITIVE_INFINITY, 0])
})

test('an idle sandbox is dropped by the next request to any sandbox, its own included', () => {
  const { sandboxes, dropped, created, machine } = useSandboxes(10, { idleMs: 100 })
  for (const name of ['a', 'b', 'c']) sandboxes.open(name)
  machine.now = 99
  sandboxes.open('b')
  machine.now = 100
  sandboxes.open('a')
  expect(dropped).toEqual(['a (idle)', 'c (idle)'])
  expect(created).toEqual(['a', 'b', 'c', 'a'])
})

test.each([
  ['a wait', (sandbox: Sandbox) => sandbox.listen(() => {})],
  ['a stream of the journal', (sandbox: Sandbox) => sandbox.journal.listen(() => {})],
])('%s is use, and its end the last one', (_, begin) => {
  const { sandboxes, dropped, machine } = useSandboxes(10, { idleMs: 100 })
  const sandbox = sandboxes.open('a')
  const end = begin(sandbox)
  machine.now = 1000
  sandboxes.dropIdle()
  machine.now = 1090
  end()
  sandboxes.touch(sandbox)
  machine.now = 1189
  sandboxes.dropIdle()
  expect(dropped).toEqual([])
  machine.now = 1190
  sandboxes.dropIdle()
  expect(dropped).toEqual(['a (idle)'])
})

test('an owed webhook is use while the clock runs, and not while it is frozen', () => {
  const { sandboxes, dropped, machine } = useSandboxes(10, { idleMs: 100 })
  for (const name of ['running', 'frozen']) sandboxes.open(name).world.state.webhooks.pending = 1
  sandboxes.open('frozen').world.clock.freeze()
  machine.now = 100
  sandboxes.dropIdle()
  expect(dropped).toEqual(['frozen (idle)'])
})

test('the default sandbox is never idle', () => {
  const { sandboxes, dropped, machine } = useSandboxes(10, { idleMs: 100 })
  sandboxes.open('default')
  machine.now = 1000
  sandboxes.dropIdle()
  expect(dropped).toEqual([])
})

test('beyond the limit idle sandboxes go first, then new ones are refused if that was asked for', () => {
  const { sandboxes, dropped, machine } = useSandboxes(2, { idleMs: 100, whenFull: 'refuse' })
  sandboxes.open('a')
  machine.now = 60
  sandboxes.open('b')
  expect(() => sandboxes.open('c')).toThrow(TooManySandboxesError)
  expect(sandboxes.read('c').name).toBe('c') // reading creates nothing
  machine.now = 100
  sandboxes.open('c')
  expect(dropped).toEqual(['a (idle)'])
  expect(() => sandboxes.open('d')).toThrow(
    'sandbox "d" cannot be created: 2 are in use (--max-sandboxes); delete one, wait until one is idle (--sandbox-idle), or raise the limit',
  )
  sandboxes.open('default')
  expect([...sandboxes.all()].map(({ name }) => name)).toEqual(['b', 'c', 'default'])
})

test('the number of remembered names is bounded, and the oldest are forgotten', () => {
  const dropped = new DroppedSandboxes(2)
  for (const [at, name] of ['a', 'b', 'a', 'c'].entries()) dropped.add({ name, at, reason: 'idle' })
  expect(dropped.list().map(({ name, at }) => `${name} ${at}`)).toEqual(['c 3', 'a 2'])
  expect(dropped.find('b')).toBeUndefined()
})

test('a name always opens the same sandbox', () => {
  const { sandboxes, created } = useSandboxes(5)
  expect(sandboxes.open('a')).toBe(sandboxes.open('a'))
  expect(created).toEqual(['a'])
})

test.each([
  ['login-test_1.2', true],
  ['A', true],
  ['_', true],
  ['', false],
  ['.hidden', false],
  ['..', false],
  ['a/b', false],
  ['ä', false],
  ['x'.repeat(100), true],
  ['x'.repeat(101), false],
])('"%s" as a name: %s', (name, isGood) => {
  expect(isSandboxName(name)).toBe(isGood)
})
