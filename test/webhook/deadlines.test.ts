import { expect, onTestFinished, test, vi } from 'vitest'
import { Deadlines, monotonicMs, type Timed } from '../../src/webhook/deadlines.js'

/** A second is not enough for a timer of 5 ms on a machine that others load. */
const patience = { timeout: 60_000, interval: 5 }

class Item implements Timed<Item> {
  previous: Item | undefined
  next: Item | undefined
  passesAt = 0

  constructor(readonly number: number) {}
}

test('items pass in the order in which they were added, and those that were removed never do', async () => {
  const passed: number[] = []
  const deadlines = new Deadlines<Item>(5, ({ number }) => passed.push(number))
  const items = Array.from({ length: 12 }, (_, number) => new Item(number))
  const add = (number: number) => deadlines.add(items[number] as Item, monotonicMs())
  const remove = (number: number) => deadlines.remove(items[number] as Item)
  for (let number = 0; number < 10; number++) add(number)
  for (const number of [3, 9, 3]) remove(number)
  await vi.waitFor(() => expect(passed).toEqual([0, 1, 2, 4, 5, 6, 7, 8]), patience)
  remove(0)
  add(10)
  remove(10)
  add(11)
  await vi.waitFor(() => expect(passed.at(-1)).toBe(11), patience)
  expect(passed).toHaveLength(9)
})

test('an item can be added again once it has passed or was removed', async () => {
  const passed: number[] = []
  const deadlines = new Deadlines<Item>(1, ({ number }) => passed.push(number))
  const item = new Item(1)
  for (let count = 1; count <= 3; count++) {
    deadlines.add(item, monotonicMs())
    deadlines.remove(item)
    deadlines.add(item, monotonicMs())
    await vi.waitFor(() => expect(passed).toHaveLength(count), patience)
  }
})

test('the process is kept alive while there are items', () => {
  const unref = vi.spyOn(Object.getPrototypeOf(setTimeout(() => {}).unref()) as NodeJS.Timeout, 'unref')
  onTestFinished(() => unref.mockRestore())
  const deadlines = new Deadlines<Item>(60_000, () => {})
  const [first, second] = [new Item(1), new Item(2)]
  deadlines.add(first, monotonicMs())
  expect(unref).not.toHaveBeenCalled()
  deadlines.remove(first)
  const timer = unref.mock.contexts[0] as NodeJS.Timeout
  expect(timer.hasRef()).toBe(false)
  for (let count = 0; count < 3; count++) {
    for (const item of [first, second]) deadlines.add(item, monotonicMs())
    expect(timer.hasRef()).toBe(true)
    deadlines.remove(first)
    expect(timer.hasRef()).toBe(true)
    deadlines.remove(second)
    expect(timer.hasRef()).toBe(false)
  }
})

test('no item passes before its time', async () => {
  const early: number[] = []
  let left = 20
  await new Promise<void>((resolve) => {
    const deadlines = new Deadlines<Item>(10, (item) => {
      if (monotonicMs() < item.passesAt) early.push(item.number)
      if (--left === 0) resolve()
    })
    let added = 0
    const add = () => {
      deadlines.add(new Item(added), monotonicMs())
      if (++added < 20) setImmediate(add)
    }
    add()
  })
  expect(early).toEqual([])
})
