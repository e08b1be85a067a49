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
  const visit = (path: string, value: unknown) => {
    if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) visit(`${path}/${name}`, member)
    else leaves.push([`body ${path}`, String(value)])
  }
  try {
    visit('', JSON.parse(body))
  } catch {
    leaves.push(['body', body])
  }
  return leaves
}
