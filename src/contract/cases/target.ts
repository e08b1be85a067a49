import type { Answer } from '../diff/answers.js'

/** A step's request, ready to be sent. */
export interface StepRequest {
  readonly scenario: string
  readonly step: string
  readonly method: string
  /** Below the base URL, with its query. */
  readonly path: string
  /** Without the key. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether the key goes along. */
  readonly hasKey: boolean
  readonly body: string | undefined
}

/** Whoever answers. */
export interface Target {
  /** For the report: `emulator`, an upstream's URL, or a folder. */
  readonly name: string
  /** Only an upstream costs money and is to be left as it was found. */
  readonly kind: 'emulator' | 'upstream' | 'recording'
  /** Fixed values of variables: of a recording, the number that it was made with. */
  readonly variables?: Readonly<Record<string, string>>
  /** Whether it can answer a scenario; default: every one. */
  has?(scenario: string): boolean
  /** @throws when no answer comes, with the reason */
  ask(request: StepRequest, signal?: AbortSignal): Promise<Answer>
  /** Lets seconds pass. */
  wait(secs: number, signal?: AbortSignal): Promise<void>
}
