/** Two attempts to deliver one webhook, compared. */
import type { WebhookAttempt } from '../api/types.js'

export interface AttemptDifference {
  readonly place: string
  readonly left: string
  readonly right: string
}

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}…` : text)

/** The places in which two attempts differ: headers by name, and members of the body by path. */
export function compareAttempts(one: WebhookAttempt, other: WebhookAttempt): AttemptDifference[] {
  const places = (attempt: WebhookAttempt) =>
    new Map<string, string>([
      ['url', attempt.url],
      ['status', String(attempt.status ?? 'no answer')],
      ...Object.entries(attempt.request.headers).map(([name, value]): [string, string] => [`header ${name}`, value]),
      ...flatten(attempt.request.body),
    ])
  const [left, right] = [places(one), places(other)]
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((place) => left.get(place) !== right.get(place))
    .map((place) => ({ place, left: shorten(left.get(place) ?? '—'), right: shorten(right.get(place) ?? '—') }))
}

/** The leaves of a JSON body by path; a body that is not JSON is one leaf. */
function flatten(body: string): [string, string][] {
  const leaves: [string, string][] = []
  const pending: [path: string, value: unknown][] = []
  try {
    pending.push(['', JSON.parse(body)])
  } catch {
    return [['body', body]]
  }
  // A body may be nested too deep for a function that calls itself.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, value] = next
    if (typeof value !== 'object' || value === null) leaves.push([`body ${path}`, String(value)])
    else for (const [name, member] of Object.entries(value).reverse()) pending.push([`${path}/${name}`, member])
  }
  return leaves
}
