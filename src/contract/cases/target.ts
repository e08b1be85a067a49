import type { ComparedAnswer } from '../diff/answers.js'

/** The request of a step, ready to be sent. */
export interface StepRequest {
  /** The case it belongs to; empty for cleaning up and for checking the target. */
  readonly caseId: string
  readonly step: string
  readonly method: string
  /** Below the base URL, with its query. */
  readonly path: string
  /** Without the API key. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether to send the API key. */
  readonly hasKey: boolean
  readonly body: string | undefined
}

/** An API that cases can be run against. */
export interface ContractTarget {
  /** For the report: `emulator`, the URL of an upstream, or a folder. */
  readonly name: string
  /** Only an upstream costs money and must be left as it was found. */
  readonly kind: 'emulator' | 'upstream' | 'recording'
  /** Fixed values of variables, like the number that a recording was made with. */
  readonly variables?: Readonly<Record<string, string>>
  /** Whether it can answer a case. @default every case */
  has?(caseId: string): boolean
  /** @throws if no answer arrives, with the reason */
  ask(request: StepRequest, signal?: AbortSignal): Promise<ComparedAnswer>
  /** Lets seconds pass. */
  wait(secs: number, signal?: AbortSignal): Promise<void>
}

/** A request that belongs to no case, with the API key. */
export function createRequest(method: string, path: string, step = ''): StepRequest {
  return { caseId: '', step, method, path, headers: {}, hasKey: true, body: undefined }
}
