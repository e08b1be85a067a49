import { expect, test, vi } from 'vitest'
import { Deadlines } from '../../src/webhook/deadlines.js'

test('items pass in the order in which they were added, and those that were removed never do', async () => {
  const passed: number[] = []
  const deadlines = new Deadlines<number>(5, (item) => passed.push(item))
  for (let item = 0; item < 10; item++) deadlines.add(item)
  deadlines.remove(3)
  deadlines.remove(9)
  await vi.waitFor(() => expect(passed).toEqual([0, 1, 2, 4, 5, 6, 7, 8]))
  deadlines.add(10)
  deadlines.remove(10)
  deadlines.add(11)
  await vi.waitFor(() => expect(passed.at(-1)).toBe(11))
  expect(passed).toHaveLength(9)
})

test('no item passes before its time', async () => {
  const added = new Map<number, number>()
  const early: number[] = []
  let left = 20
  await new Promise<void>((resolve) => {
    const deadlines = new Deadlines<number>(10, (item) => {
      if (process.uptime() * 1000 - (added.get(item) as number) < 10) early.push(item)
      if (--left === 0) resolve()
    })
    const add = () => {
      added.set(added.size, process.uptime() * 1000)
      deadlines.add(added.size - 1)
      if (added.size < 20) setImmediate(add)
    }
    add()
  })
  expect(early).toEqual([])
})
