import { expect, test } from 'vitest'
import { isSandboxName, Sandboxes } from '../../src/core/sandboxes.js'
import { useWorld } from '../support/world.js'

function useSandboxes(limit: number) {
  const dropped: string[] = []
  const created: string[] = []
  const sandboxes = new Sandboxes({
    limit,
    create: (name) => {
      created.push(name)
      const { sandbox } = useWorld()
      return Object.defineProperty(sandbox, 'name', { value: name })
    },
    onDrop: ({ name }) => dropped.push(name),
  })
  return { sandboxes, dropped, created }
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
