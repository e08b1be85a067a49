import type { CaseStep, StepExpectation } from './case.js'

/** Rules about all answers, by the place of a difference. */
const common: readonly (readonly [place: RegExp, rule: string])[] = [
  [/^header x-ratelimit-/, 'H12'],
  [/^header x-request-id$/, 'H13'],
  [/^header allow$/, 'H7'],
  [/^header (retry-after|www-authenticate)$/, 'H12'],
  [/^header content-type$/, 'H4'],
  [/_at$/, 'H17'],
  [/^body \/errors(\/\d+(\/(?!code$).*)?)?$/, 'H5'],
  [/^body \/meta\/(total_pages|total_results|page_number|page_size)$/, 'H4'],
]

/** The rule that a difference is about: a rule for all answers, or that of the expectation nearest to the place. */
export function ruleOf(place: string, { expect = [] }: Pick<CaseStep, 'expect'>): string | undefined {
  const found = common.find(([pattern]) => pattern.test(place))
  if (found) return found[1]
  const nearness = (expectation: StepExpectation) => (place.startsWith('body') ? depthOf(expectation.body, place) : 0)
  const [nearest] = [...expect].sort((a, b) => nearness(b) - nearness(a))
  return nearest?.rule
}

/** How much of a place an expected body contains. */
function depthOf(expected: unknown, place: string): number {
  let node = expected
  let depth = expected === undefined ? 0 : 1
  for (const token of place.replace(/^body \//, '').split('/')) {
    if (typeof node !== 'object' || node === null || !(token in node)) break
    node = (node as Record<string, unknown>)[token]
    depth++
  }
  return depth
}
