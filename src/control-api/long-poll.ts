import type { Sandbox } from '../core/sandbox.js'

/** As much of an AbortSignal as is needed here, which has no DOM. */
export interface AbortSignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Calls back after so many milliseconds of wall time, unless the returned function is called before. */
export type SetTimer = (callback: () => void, ms: number) => () => void

export type WaitEnd<Result> = { readonly found: Result } | { readonly gaveUp: 'timeout' | 'gone' | 'closing' }

/** Requests that wait for something to happen in a sandbox. */
export class LongPolls {
  readonly #open = new Set<() => void>()
  #isClosed = false

  constructor(private readonly setTimer: SetTimer) {}

  /** Waits until `find` finds something; it is asked now and after each event of the sandbox. */
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

  /** Ends all long polls, and those still to come, because the emulator closes. */
  closeAll(): void {
    this.#isClosed = true
    for (const close of [...this.#open]) close()
  }
}
