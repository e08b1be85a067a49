/** The application, if the audit has started it. */
export interface Application {
  /** What it has printed so far. */
  readonly output: string
  /** How often it has ended by itself. */
  readonly crashCount: number
  /** Why it ended by itself the first time, with its last lines; undefined if it never did. */
  readonly firstCrash: string | undefined
  /** Ends it and starts it again. */
  restart(): Promise<void>
  /** Starts it again if it has ended by itself. */
  revive(): Promise<void>
}

/** What a report says first about an application that has ended; undefined for one that never did. */
export function describeCrashes(application: Application | undefined): string | undefined {
  if (application?.firstCrash === undefined) return undefined
  const { crashCount, firstCrash } = application
  const times = crashCount === 1 ? 'once' : `${crashCount} times`
  return `The application ended ${times} and was started again. The first time: ${firstCrash}`
}

/** One revival at a time, for the checks that run at once. */
export function createRevival(application: Application | undefined): () => Promise<void> {
  let reviving: Promise<void> | undefined
  return async () => {
    reviving ??= application?.revive().finally(() => {
      reviving = undefined
    })
    await reviving
  }
}
