import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Chain, type Linked } from '../../src/webhook/chain.js'

class Item implements Linked<Item> {
  previous: Item | undefined
  next: Item | undefined

  constructor(readonly number: number) {}
}

test('a chain has its items in the order in which they were added, whichever are removed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(7))), (steps) => {
      const items = Array.from({ length: 8 }, (_, number) => new Item(number))
      const chain = new Chain<Item>()
      const model = new Set<Item>()
      for (const [isAdded, place] of steps) {
        const item = items[place] as Item
        if (!isAdded) {
          chain.remove(item)
          model.delete(item)
        } else if (!chain.has(item)) {
          chain.add(item)
          model.add(item)
        }
        expect([...chain]).toEqual([...model])
        expect(chain.first).toBe([...model][0])
        expect(items.map((each) => chain.has(each))).toEqual(items.map((each) => model.has(each)))
      }
    }),
    { seed: 1 },
  )
})
