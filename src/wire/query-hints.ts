import { suggestNearest } from './suggest.js'

/** Maximum number of names in a hint, and of characters in a name. */
const mostNames = 5
const longestName = 60

/** Names of other APIs for the page of a list. */
const pageLike = /^(page|per_?page|limit|offset|cursor|start|count|size)/i
const sortLike = /^(sort|order)/i

/** A filter that some operation of the vendor's document takes by any name; that operation itself says what it ignores. */
const anyFilter = 'filter[record_type]'

/**
 * Hints about query parameters that an operation does not have and therefore ignores (H18): an ignored filter returns
 * everything, and an ignored page number the same page for ever. Another one is about parameters that were sent twice.
 *
 * @param sent the values of each parameter, by its name
 * @param known the names of the operation's parameters, as they are written in a URL
 */
export function hintQuery(
  sent: Readonly<Record<string, readonly string[]>>,
  known: readonly string[],
  hints: string[],
): void {
  const repeated = known.filter((name) => (sent[name]?.length ?? 0) > 1)
  if (repeated.length > 0) hints.push(`${repeated.join(', ')} was sent more than once; only the first value counts`)
  const isFree = (name: string) => known.includes(anyFilter) && name.startsWith('filter[')
  hintUnknown(
    Object.keys(sent).filter((name) => !known.includes(name) && !isFree(name)),
    known,
    hints,
  )
}

function hintUnknown(unknown: readonly string[], known: readonly string[], hints: string[]): void {
  if (unknown.length === 0) return
  const names = unknown.slice(0, mostNames).map((name) => name.slice(0, longestName))
  const others = unknown.length > mostNames ? ` and ${unknown.length - mostNames} more` : ''
  const plural = unknown.length > 1 ? 's' : ''
  const effects = toEffects(unknown, known).map((effect) => `; ${effect}`)
  hints.push(`ignored the unknown query parameter${plural} ${names.join(', ')}${others}${effects.join('')}`)
}

/** What it means that the parameters are ignored. */
function toEffects(unknown: readonly string[], known: readonly string[]): string[] {
  if (known.length === 0) return ['this operation has none']
  const effects: string[] = []
  // Without pages it is not a list.
  if (!known.includes('page[number]')) return [`this operation has ${known.join(', ')} only`]
  if (unknown.some((name) => pageLike.test(name)))
    effects.push('the page is chosen with page[number] and page[size] only, so this is not another page')
  if (unknown.some((name) => sortLike.test(name))) effects.push('the list is newest first')
  const filters = unknown.filter((name) => !pageLike.test(name) && !sortLike.test(name))
  if (filters.length > 0) {
    const [nearest] = filters.flatMap((name) => suggestNearest(name, known) ?? [])
    effects.push('the list is not narrowed by it, so do not delete what it returns')
    effects.push(nearest?.replace('Did', 'did') ?? `this operation has ${known.join(', ')}`)
  }
  return effects
}
