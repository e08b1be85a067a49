export interface StopParts {
  /** Finishes what is in flight. */
  readonly close: () => Promise<void>
  readonly exit: (code: number) => void
  /** Says what went wrong. */
  readonly complain: (sentence: string) => void
  /** Milliseconds of any clock. */
  readonly now: () => number
}

/** npm hands a Ctrl-C on to us that the terminal has sent us already; nobody presses twice as fast. Milliseconds. */
const echoMs = 200

/** What a signal does: the first ends in order with 0, or 1 if something could not be kept; another does not wait, 130. */
export function createStop({ close, exit, complain, now }: StopParts): () => void {
  let began: number | undefined
  return () => {
    if (began !== undefined) {
      if (now() - began >= echoMs) exit(130)
      return
    }
    began = now()
    close().then(
      () => exit(0),
      (error) => {
        complain(`Not everything could be kept: ${error instanceof Error ? error.message : error}`)
        exit(1)
      },
    )
  }
}
