/** What an answer should be like; what is not said is not looked at. */
export interface Expectation {
  /** Id in fixtures/rules.yaml: what the expectation holding confirms. */
  readonly rule: string
  readonly status?: number
  /** By lower-case name; a text is a pattern as in a body. */
  readonly headers?: Readonly<Record<string, unknown>>
  /** A part of the body. See match.ts for the patterns that may stand in it. */
  readonly body?: unknown
}

/** One request, and what should come of it; or a wait. */
export interface Step {
  /** What is done, in a few words; unique in its scenario. */
  readonly name: string
  /** Method and path below the base URL: `POST /verify_profiles`. */
  readonly request?: string
  /** Seconds to let pass, instead of a request. */
  readonly wait?: number
  /** Added to the usual ones; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown
  readonly expect?: readonly Expectation[]
  /** Variable → JSON pointer into the body of the answer. */
  readonly capture?: Readonly<Record<string, string>>
  /** What a comparison passes over here, as compareAnswers reads it. */
  readonly ignore?: readonly string[]
}

/** Steps that belong together. `${number}`, `${prefix}` and what was captured before can stand in every text of them. */
export interface Scenario {
  readonly id: string
  readonly about: string
  /** How many messages it sends to a phone at most; 0 if it is not said. */
  readonly sends?: number
  /** What it leaves behind that the API cannot delete. */
  readonly leaves?: string
  readonly steps: readonly Step[]
}

/** The rules that a scenario speaks of, in order of appearance. */
export function rulesOf({ steps }: Scenario): string[] {
  return [...new Set(steps.flatMap(({ expect = [] }) => expect.map(({ rule }) => rule)))]
}
