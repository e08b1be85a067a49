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

/** Requests that wait for something to happen in a sandbox. */
export class LongPolls {
  readonly #open = new Set<() => void>()
  #isClosed = false

  constructor(private readonly setTimer: SetTimer) {}

  /** Waits until `find` returns a result. `find` is called at once and after each event of the sandbox. */
  wait<Result>(
    sandbox: Sandbox,
    find: () => Result | null,
    timeoutMs: number,
    signal: AbortSignalLike,
  ): Promise<WaitEnd<Result>> {
    const found = find()
    if (found !== null) return Promise.resolve({ found })
    if (this.#isClosed) return Promise.resolve({ gaveUp: 'closing' })
    if (signal.aborted) return Promise.resolve({ gaveUp: 'gone' })
    return new Promise((resolve) => {
      const end = (result: WaitEnd<Result>) => {
        stopListening()
        cancelTimer()
        this.#open.delete(close)
        signal.removeEventListener('abort', leave)
        resolve(result)
      }
      const close = () => end({ gaveUp: 'closing' })
      const leave = () => end({ gaveUp: 'gone' })
      const stopListening = sandbox.listen((event) => {
        if (event.kind !== 'message' && event.kind !== 'attempt') return
        const result = find()
        if (result !== null) end({ found: result })
      })
      const cancelTimer = this.setTimer(() => end({ gaveUp: 'timeout' }), timeoutMs)
      this.#open.add(close)
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
}
