import type { Event } from '../core/events.js'
import type { Sandbox } from '../core/sandbox.js'

/** The part of AbortSignal that long polls use; this room compiles without the DOM types. */
export interface AbortSignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Calls back after `ms` milliseconds of wall time, unless the returned function is called first. */
export type SetTimer = (callback: () => void, ms: number) => () => void

export type WaitEnd<Result> = { readonly found: Result } | { readonly gaveUp: 'timeout' | 'gone' | 'closing' }

export interface WaitOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignalLike
  /** The number whose messages and webhooks can end the wait; all numbers if absent. */
  readonly phoneNumber?: string | undefined
}

/** Requests that wait for something to happen in a sandbox. */
export class LongPolls {
  readonly #open = new Set<() => void>()
  readonly #waiters = new WeakMap<Sandbox, Waiters>()
  #isClosed = false

  /** @param later calls back in a later turn: thousands of callers may disconnect at once */
  constructor(
    private readonly setTimer: SetTimer,
    private readonly later: (callback: () => void) => void,
  ) {}

  /** Waits until `find` returns a result. `find` is called at once and after each event of the sandbox, or of the number. */
  wait<Result>(
    sandbox: Sandbox,
    find: () => Result | null,
    { timeoutMs, signal, phoneNumber }: WaitOptions,
  ): Promise<WaitEnd<Result>> {
    const found = find()
    if (found !== null) return Promise.resolve({ found })
    if (this.#isClosed) return Promise.resolve({ gaveUp: 'closing' })
    if (signal.aborted) return Promise.resolve({ gaveUp: 'gone' })
    return new Promise((resolve) => {
      const end = (result: WaitEnd<Result>) => {
        if (!this.#open.delete(close)) return
        stopListening()
        cancelTimer()
        signal.removeEventListener('abort', leave)
        resolve(result)
      }
      const close = () => end({ gaveUp: 'closing' })
      const leave = () => this.later(() => end({ gaveUp: 'gone' }))
      this.#open.add(close)
      const stopListening = this.#waitersOf(sandbox).add(phoneNumber, () => {
        const result = find()
        if (result !== null) end({ found: result })
      })
      const cancelTimer = this.setTimer(() => end({ gaveUp: 'timeout' }), timeoutMs)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  /** Calls the listener when the emulator closes, until the returned function is called. */
  onClose(listener: () => void): () => void {
    this.#open.add(listener)
    return () => this.#open.delete(listener)
  }

  /** Ends all current and future long polls, because the emulator closes. */
  closeAll(): void {
    this.#isClosed = true
    for (const close of [...this.#open]) close()
  }

  #waitersOf(sandbox: Sandbox): Waiters {
    let waiters = this.#waiters.get(sandbox)
    if (waiters === undefined) {
      waiters = new Waiters(sandbox)
      this.#waiters.set(sandbox, waiters)
    }
    return waiters
  }
}

/** Those who wait in one sandbox, by number, so that an event asks only those that it can concern. */
class Waiters {
  /** Those for any number have the key undefined. */
  readonly #byNumber = new Map<string | undefined, Set<() => void>>()
  #stopListening = () => {}

  constructor(private readonly sandbox: Sandbox) {}

  /** Adds one. @returns a function that removes it */
  add(phoneNumber: string | undefined, ask: () => void): () => void {
    if (this.#byNumber.size === 0) this.#stopListening = this.sandbox.listen((event) => this.#tell(event))
    const waiting = this.#byNumber.get(phoneNumber) ?? new Set()
    this.#byNumber.set(phoneNumber, waiting)
    waiting.add(ask)
    return () => {
      waiting.delete(ask)
      if (waiting.size > 0 || this.#byNumber.get(phoneNumber) !== waiting) return
      this.#byNumber.delete(phoneNumber)
      if (this.#byNumber.size === 0) this.#stopListening()
    }
  }

  #tell(event: Event): void {
    const phoneNumber = numberOf(event)
    if (phoneNumber === undefined) return
    for (const ask of this.#byNumber.get(phoneNumber) ?? []) ask()
    for (const ask of this.#byNumber.get(undefined) ?? []) ask()
  }
}

/** The number of an event that can end a wait. */
function numberOf(event: Event): string | undefined {
  if (event.kind === 'message') return event.message.about.phoneNumber
  return event.kind === 'attempt' ? event.delivery.event.verification.phoneNumber : undefined
}
