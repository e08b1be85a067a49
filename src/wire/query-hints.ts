import { suggestNearest } from './suggest.js'

/** Maximum number of names in a hint, and of characters in a name. */
const mostNames = 5
const longestName = 60

/** Names of other APIs for the page of a list. */
const pageLike = /^(page|per_?page|limit|offset|cursor|start|count|size)/i
const sortLike = /^(sort|order)/i

/**
 * A hint about query parameters that an operation does not have and therefore ignores (H18): an ignored filter returns
 * everything, and an ignored page number the same page for ever.
 *
 * @param known the names of the operation's parameters, as they are written in a URL
 */
export function hintUnknownQuery(sent: readonly string[], known: readonly string[], hints: string[]): void {
  const unknown = sent.filter((name) => !known.includes(name))
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
