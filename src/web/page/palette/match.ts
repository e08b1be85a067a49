/** Rates how well a name fits the typed letters: in order, better at the beginnings of words. 0 does not fit. */
function rateMatch(name: string, typed: string): number {
  const letters = typed.toLowerCase().replaceAll(' ', '')
  if (letters === '') return 1
  const text = name.toLowerCase()
  let at = -1
  let score = 0
  for (const letter of letters) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0) return 0
    score += next === at + 1 ? 3 : text[next - 1] === ' ' || next === 0 ? 2 : 0.2
    at = next
  }
  return 1 + score / letters.length - text.length / 1000
}

/** The items that fit, the best first; those that fit equally keep their order. */
export function findMatches<Item extends { readonly name: string }>(items: readonly Item[], typed: string): Item[] {
  return items
    .map((item) => ({ item, score: rateMatch(item.name, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => (typed === '' ? 0 : b.score - a.score))
    .map(({ item }) => item)
}
