import { toListParts, toObjectParts } from '../wire/json-parts.js'
import type { InParts } from './operation.js'

/** A longer list is converted and sent in parts. */
const longList = 200

/**
 * An object with one list, which is sent in parts if it is long.
 *
 * @param rest the other members
 * @param show converts an item
 */
export function answerList<Rest extends object, Name extends string, Item extends object, Shown extends object>(
  rest: Rest,
  name: Name,
  items: readonly Item[],
  show: (item: Item) => Shown,
): InParts | { readonly body: Rest & { readonly [Key in Name]: Shown[] } } {
  if (items.length > longList) return { parts: toObjectParts(rest, { [name]: toListParts(items, show) }) }
  return { body: { ...rest, [name]: items.map(show) } as Rest & { readonly [Key in Name]: Shown[] } }
}
