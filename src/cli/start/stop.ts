export interface StopOptions {
  /** Finishes requests in flight and releases everything. */
  readonly close: () => Promise<void>
  readonly exit: (code: number) => void
  /** Reports what went wrong. */
  readonly warn: (sentence: string) => void
  /** Milliseconds of any clock. */
  readonly now: () => number
}

/** npm forwards Ctrl-C although the terminal already sent it; ignore the duplicate. Milliseconds. */
const duplicateMs = 200

/**
 * Creates the signal handler of `start`. The first signal closes and exits with 0, or with 1 if some state could not be
 * saved; the second exits with 130 at once.
 */
export function createStop({ close, exit, warn, now }: StopOptions): () => void {
  let began: number | undefined
  return () => {
    if (began !== undefined) {
      if (now() - began >= duplicateMs) exit(130)
      return
    }
    began = now()
    close().then(
      () => exit(0),
      (error) => {
        warn(`Some state could not be saved: ${error instanceof Error ? error.message : error}`)
        exit(1)
      },
    )
  }
}
