/** What an application answered to one request of a visitor. */
export interface Answer {
  /** The request in a few words: `POST /login {"phone":"+13035551234"}`. */
  readonly request: string
  /** HTTP status; 0 if there was no answer. */
  readonly status: number
  /** Names are lower case; a name may occur several times. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly text: string
  /** Why there was no answer; null if there was one. */
  readonly failure: 'timed out' | 'connection closed' | null
  readonly tookMs: number
}

export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined {
  return headers.find(([candidate]) => candidate === name.toLowerCase())?.[1]
}

/** The parsed body; undefined if it is not JSON. */
export function jsonOf({ text }: Pick<Answer, 'text'>): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The answer in a few words: `200`, `303 to /account`, `no answer (timed out)`. */
export function describeAnswer(answer: Answer): string {
  if (answer.failure !== null) return `no answer (${answer.failure})`
  const location = headerOf(answer, 'location')
  return location === undefined ? String(answer.status) : `${answer.status} to ${location}`
}
