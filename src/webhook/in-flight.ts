import type { Sandbox } from '../core/sandbox.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import { Chain, type Linked } from './chain.js'

/** An attempt that has not ended. */
export interface AttemptInFlight extends Linked<AttemptInFlight> {
  readonly sandbox: Sandbox
  readonly delivery: WebhookDelivery
}

/** The attempts of one sandbox. */
interface Group {
  readonly attempts: Chain<AttemptInFlight>
  /** Called once an attempt has ended that was waited for; the attempt is undefined if all were. */
  readonly waiters: Map<AttemptInFlight | undefined, Waiter>
}

interface Waiter {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

/** The attempts in flight, by sandbox. Waiting costs a promise for each wait, and nothing for each attempt. */
export class InFlight {
  readonly #groups = new Map<Sandbox, Group>()

  add(attempt: AttemptInFlight): void {
    let group = this.#groups.get(attempt.sandbox)
    if (group === undefined) {
      group = { attempts: new Chain(), waiters: new Map() }
      this.#groups.set(attempt.sandbox, group)
    }
    group.attempts.add(attempt)
  }

  remove(attempt: AttemptInFlight): void {
    const group = this.#groups.get(attempt.sandbox)
    if (group === undefined) return
    group.attempts.remove(attempt)
    if (group.waiters.size > 0) wake(group, attempt)
    if (group.attempts.first !== undefined) return
    this.#groups.delete(attempt.sandbox)
    wake(group, undefined)
  }

  has(sandbox: Sandbox): boolean {
    return this.#groups.has(sandbox)
  }

  /** The sandboxes that have attempts in flight. */
  sandboxes(): Sandbox[] {
    return [...this.#groups.keys()]
  }

  /** Waits until no attempt of a sandbox is in flight, or none of the given deliveries. */
  async drain(sandbox: Sandbox, only?: readonly WebhookDelivery[]): Promise<void> {
    const deliveries = only && new Set(only)
    for (let group = this.#groups.get(sandbox); group !== undefined; group = this.#groups.get(sandbox)) {
      if (deliveries === undefined) {
        await waitFor(group, undefined)
        continue
      }
      const attempts = [...group.attempts].filter(({ delivery }) => deliveries.has(delivery))
      if (attempts.length === 0) return
      for (const attempt of attempts) if (group.attempts.has(attempt)) await waitFor(group, attempt)
    }
  }
}

/** @param attempt undefined to wait for all attempts of the group */
function waitFor({ waiters }: Group, attempt: AttemptInFlight | undefined): Promise<void> {
  let waiter = waiters.get(attempt)
  if (waiter === undefined) {
    let resolve = () => {}
    const promise = new Promise<void>((settle) => {
      resolve = settle
    })
    waiter = { promise, resolve }
    waiters.set(attempt, waiter)
  }
  return waiter.promise
}

function wake({ waiters }: Group, attempt: AttemptInFlight | undefined): void {
  waiters.get(attempt)?.resolve()
  waiters.delete(attempt)
}
