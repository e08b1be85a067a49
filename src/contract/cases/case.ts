/** What an answer must be like; anything not stated is not checked. */
export interface StepExpectation {
  /** The rule in fixtures/rules.yaml that the expectation confirms. */
  readonly rule: string
  readonly status?: number
  /** By name in lower case; a text is a pattern, as in a body. */
  readonly headers?: Readonly<Record<string, unknown>>
  /** A part of the body. See match.ts for the patterns it may contain. */
  readonly body?: unknown
}

/** One request and what its answer must be like, or a wait. */
export interface CaseStep {
  /** What the step does, in a few words; unique in its case. */
  readonly name: string
  /** Method and path below the base URL: `POST /verify_profiles`. */
  readonly request?: string
  /** Seconds to wait, instead of a request. */
  readonly wait?: number
  /** Added to the usual headers; null removes one. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Sent as JSON; a text is sent unchanged. */
  readonly body?: unknown
  readonly expect?: readonly StepExpectation[]
  /** Variable names with JSON pointers into the body of the answer. */
  readonly capture?: Readonly<Record<string, string>>
  /** Differences to ignore in a comparison; see `compareAnswers`. */
  readonly ignore?: readonly string[]
}

/** Steps that belong together. Every text may contain `${number}`, `${prefix}` and variables captured by earlier steps. */
export interface ContractCase {
  readonly id: string
  readonly about: string
  /** The maximum number of messages it sends to a phone. @default 0 */
  readonly sends?: number
  /** What it leaves behind that the API cannot delete. */
  readonly leaves?: string
  readonly steps: readonly CaseStep[]
}

/** The rules that a case checks, in order of appearance. */
export function rulesOf({ steps }: ContractCase): string[] {
  return [...new Set(steps.flatMap(({ expect = [] }) => expect.map(({ rule }) => rule)))]
}
