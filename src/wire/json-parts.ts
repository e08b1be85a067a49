/** Items that take long to convert are sent together until their JSON is this long. Characters. */
const shortPart = 16 * 1024
/** The same for items that are quickly converted. */
const longPart = 128 * 1024

/**
 * Parts of the JSON of a list. An item is converted only when the caller can take it.
 *
 * @param show converts an item, which takes long; without it an item is written as it is
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

/**
 * Parts of the JSON of plain data, which together are the text of `JSON.stringify`. The lists in it, and those in the
 * objects in it, may be long.
 *
 * @example
 * ```ts
 * [...toParts({ made: 2, deliveries: [{ id: '1' }, { id: '2' }] })].join('') // '{"made":2,"deliveries":[...]}'
 * ```
 */
export function* toParts(value: unknown): Generator<string> {
  if (Array.isArray(value)) yield* toListParts(value)
  else if (typeof value === 'object' && value !== null) yield* toMemberParts(value)
  else yield JSON.stringify(value)
}

function* toMemberParts(value: object): Generator<string> {
  let part = '{'
  let separator = ''
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    part += `${separator}${JSON.stringify(name)}:`
    separator = ','
    for (const piece of toParts(member)) {
      part += piece
      if (part.length < longPart) continue
      yield part
      part = ''
    }
  }
  yield `${part}}`
}
