import type { Sandbox } from './sandbox.js'
import type { Attempt, WebhookDelivery } from './webhook-records.js'

/** An attempt to deliver a webhook, and the time stamp in its signature. */
export interface EndedAttempt {
  readonly attempt: Attempt
  readonly stampSecs: number
}

/**
 * Everything besides requests that comes into an emulator from outside: time, timers and the results of webhooks. A
 * recorder writes it down, a player repeats it.
 */
export interface Tape {
  /** The machine's clock as a sandbox sees it. Unix milliseconds; it stands still between two steps of a run. */
  readonly now: (sandbox?: string) => number
  /** Whether timers run what falls due in a sandbox. */
  readonly hasTimersFor: (sandbox: string) => boolean
  /** Whether webhooks are posted. */
  readonly posts: boolean
  /** Called with each new sandbox. */
  readonly onCreate: (sandbox: Sandbox) => void
  /** Called before a timer runs what is due in a sandbox. */
  readonly onTimer: (sandbox: Sandbox) => void
  /** Called when a request begins to wait for something from outside. */
  readonly onWait: () => void
  /** Called when an attempt to deliver a webhook begins. */
  readonly onAttempt: (sandbox: Sandbox, delivery: WebhookDelivery) => void
  /** The time stamp of an attempt; undefined for the present time. */
  readonly stampSecsOf: (delivery: WebhookDelivery, number: number) => number | undefined
  /** Called when an attempt has ended, before its result counts. @returns the result that counts */
  readonly endAttempt: (sandbox: Sandbox, delivery: WebhookDelivery, ended: EndedAttempt) => Promise<EndedAttempt>
  /** The ID of a request. @param draw draws one from the emulator's own sequence */
  readonly createRequestId: (draw: () => string) => string
}
