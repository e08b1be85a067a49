import { isPause } from '../wire/steps.js'
import type { Turns } from './turns.js'

/** The number of items that are looked at without a pause for others. */
const inSlice = 2000

/** Looks through long lists, and lets other requests run in between. One search counts on from list to list. */
export class Search {
  #seen = 0

  constructor(private readonly turns: Pick<Turns, 'pause'>) {}

  /**
   * The first items that are wanted.
   *
   * @param items must not change meanwhile
   * @param most the number of items after which it stops
   */
  async find<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean, most: number): Promise<Item[]> {
    const found: Item[] = []
    for (const item of items) {
      if (found.length >= most) break
      if (isWanted(item)) found.push(item)
      if (isPause(this.#seen++, inSlice)) await this.turns.pause()
    }
    return found
  }
}
