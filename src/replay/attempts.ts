import type { EndedAttempt } from '../core/tape.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import type { RunAttempt, RunStep } from './run-file.js'
import { createPromise } from './turnstile.js'

interface Pending {
  readonly sandbox: string
  /** Fulfilled when the webhook was posted. */
  readonly posted: Promise<EndedAttempt>
  readonly setPosted: (ended: EndedAttempt) => void
  readonly result: Promise<EndedAttempt>
  readonly setResult: (ended: EndedAttempt) => void
}

/** The attempts to deliver webhooks in a run that is repeated: each ends when and how the recorded one did. */
export class Attempts {
  readonly #pending = new Map<string, Pending>()

  begin(sandbox: string, delivery: WebhookDelivery): void {
    const [posted, setPosted] = createPromise<EndedAttempt>()
    const [result, setResult] = createPromise<EndedAttempt>()
    this.#pending.set(keyOf(delivery.id, delivery.attempts.length + 1), {
      sandbox,
      posted,
      setPosted,
      result,
      setResult,
    })
  }

  /** Waits until the recorded attempt has ended. @returns its result */
  end(delivery: WebhookDelivery, ended: EndedAttempt): Promise<EndedAttempt> {
    const pending = this.#pending.get(keyOf(delivery.id, ended.attempt.number))
    if (pending === undefined) return Promise.resolve(ended)
    pending.setPosted(ended)
    return pending.result
  }

  /**
   * Ends an attempt as it was recorded.
   *
   * @param isPosted whether the webhook is posted now, too; its result may then differ
   * @returns the difference in words
   */
  async finish(step: RunAttempt, isPosted: boolean): Promise<string | undefined> {
    const key = keyOf(step.webhook, step.number)
    const pending = this.#pending.get(key)
    if (pending === undefined) return undefined // not begun: an answer of the emulator has differed before
    const { attempt, stampSecs } = await pending.posted
    this.#pending.delete(key) // not before: a receiver may answer later than it did
    const { headers, text, url = attempt.url, rerouted_to, error = null } = step
    pending.setResult({
      stampSecs,
      attempt: {
        number: step.number,
        url: attempt.url,
        ...(rerouted_to !== undefined && { reroutedTo: rerouted_to }),
        startedAt: step.started_at,
        tookMs: step.took_ms,
        status: step.status,
        error,
        request: attempt.request,
        response: headers === undefined ? null : { headers, body: text ?? '' },
      },
    })
    if (!isPosted || attempt.status === step.status) return undefined
    return `the receiver of the webhook to ${url}, attempt ${step.number}: then ${step.status ?? error}, now ${attempt.status ?? attempt.error}`
  }

  /** Ends the attempts of a sandbox with their own results. */
  release(sandbox: string): void {
    for (const pending of this.#pending.values())
      if (pending.sandbox === sandbox) void pending.posted.then(pending.setResult)
  }
}

const keyOf = (webhook: string, number: number) => `${webhook}/${number}`

/** Finds the recorded attempt to deliver a webhook. */
export function findAttempt(
  steps: readonly RunStep[] | undefined,
  webhook: string,
  number: number,
): RunAttempt | undefined {
  for (const step of steps ?? [])
    if (step.kind === 'attempt' && step.webhook === webhook && step.number === number) return step
  return undefined
}
