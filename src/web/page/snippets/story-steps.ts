/** The steps of a story that a test repeats: what an application and the clock did. */
import type { Connection } from '../api/call.js'
import type { Entry, SandboxInfo } from '../api/types.js'

/** One step of a story that a test can repeat. */
export type TestStep =
  | {
      readonly kind: 'send'
      readonly channel: string
      readonly body: Readonly<Record<string, unknown>>
      readonly status: number
    }
  /** `code: null` stands for the right code; the outcome is the response code, or the HTTP status of an error. */
  | { readonly kind: 'check'; readonly code: string | null; readonly outcome: string; readonly forced: boolean }
  | { readonly kind: 'advance'; readonly seconds: number }

const bodyOf = (entry: Entry): Record<string, unknown> =>
  typeof entry.request?.body === 'object' && entry.request.body !== null
    ? (entry.request.body as Record<string, unknown>)
    : {}

/** Shorter pauses are the speed of a person's hand, not part of the story. Milliseconds. */
const shortestPause = 30_000

/**
 * The steps of a story.
 *
 * @param entries of one verification, oldest first
 * @param code the right code
 */
export function toTestSteps(entries: readonly Entry[], code: string): TestStep[] {
  const steps: TestStep[] = []
  let before: string | null = null
  for (const entry of entries) {
    const { operation, at, status = 0, decided } = entry
    const isSend = operation?.startsWith('Create') === true
    const isCheck = operation?.startsWith('Verify') === true
    if (!isSend && !isCheck && entry.event !== 'verification.expired') continue
    const pause: number = before === null ? 0 : Date.parse(at) - Date.parse(before)
    if (pause >= shortestPause) steps.push({ kind: 'advance', seconds: Math.ceil(pause / 1000) })
    before = at
    const body = bodyOf(entry)
    if (isSend)
      steps.push({
        kind: 'send',
        channel: /(sms|call|flashcall|whatsapp)$/.exec(entry.path ?? '')?.[1] ?? 'sms',
        body,
        status,
      })
    if (isCheck)
      steps.push({
        kind: 'check',
        code: body.code === code ? null : String(body.code ?? '00000'),
        outcome: decided?.outcome ?? String(status),
        forced: decided?.scenario !== null && decided?.scenario !== undefined,
      })
  }
  return steps
}

export interface Story {
  readonly steps: readonly TestStep[]
  readonly connection: Connection
  readonly info: SandboxInfo
  /** The clock when the code was asked for. */
  readonly startedAt: string
}

/** Whether a code was sent; a refused request sends none. */
export const isSent = ({ status }: { readonly status: number }): boolean => status >= 200 && status < 300
