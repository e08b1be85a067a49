import type { InParts } from './operation.js'

/** Items that take long to convert are sent together until their JSON is this long. Characters. */
const shortPart = 16 * 1024
/** The same for items that are quickly converted. */
const longPart = 128 * 1024

/**
 * Parts of the JSON of a list. An item is converted only when the caller can take it.
 *
 * @param show converts an item, which takes long; without it an item is sent as it is
 */
export function* toListParts<Item extends object>(
  items: Iterable<Item>,
  show?: (item: Item) => object,
): Generator<string> {
  const length = show === undefined ? longPart : shortPart
  let part = '['
  let separator = ''
  for (const item of items) {
    part += separator + JSON.stringify(show === undefined ? item : show(item))
    separator = ','
    if (part.length < length) continue
    yield part
    part = ''
  }
  yield `${part}]`
}

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

/**
 * Parts of the JSON of an object with long lists.
 *
 * @param rest the other members, which come first
 * @param lists parts of each list by its name; undefined for none
 */
export function* toObjectParts(
  rest: object,
  lists: Readonly<Record<string, Iterable<string> | undefined>>,
): Generator<string> {
  const start = JSON.stringify(rest).slice(0, -1)
  yield start
  let separator = start === '{' ? '' : ','
  for (const [name, parts] of Object.entries(lists)) {
    if (parts === undefined) continue
    yield `${separator}${JSON.stringify(name)}:`
    yield* parts
    separator = ','
  }
  yield '}'
}
