import { dueAtOnce, type Sandbox } from '../core/sandbox.js'

export interface ReadinessParts {
  /** Refuses to run what is due while its changes cannot be stored. @throws {Refusal} */
  readonly prepare: (sandbox: Sandbox) => void
  /** Commits what was run. */
  readonly commit: (sandbox: Sandbox) => void
  /** Schedules what has fallen due while nothing was run. */
  readonly schedule: (sandbox: Sandbox) => void
  /** Lets other requests run. */
  readonly pause: () => Promise<void>
}

/** Decides when a request may enter its sandbox, so that no request holds up those of others. */
export class Readiness {
  constructor(private readonly parts: ReadinessParts) {}

  /**
   * Called before a request: waits while changes are held, and runs what is due with pauses if it is much.
   *
   * @param isRead a read changes nothing unless something is due
   * @returns undefined if the sandbox is ready, which it almost always is
   */
  whenReady(sandbox: Sandbox, isRead: boolean): Promise<void> | undefined {
    if (!mustWait(sandbox, isRead) && !sandbox.isMuchDue) return undefined
    return sandbox.keepDuring(() => this.#becomeReady(sandbox, isRead))
  }

  async #becomeReady(sandbox: Sandbox, isRead: boolean): Promise<void> {
    for (;;) {
      if (mustWait(sandbox, isRead)) {
        await sandbox.heldUntil
        continue
      }
      if (!sandbox.isMuchDue) return
      this.parts.prepare(sandbox)
      sandbox.runDue(dueAtOnce)
      this.parts.commit(sandbox)
      await this.parts.pause()
    }
  }

  /** Does work with pauses during which nothing changes the sandbox. Several such works follow each other. */
  async hold<Result>(sandbox: Sandbox, work: () => Promise<Result>): Promise<Result> {
    while (sandbox.heldUntil !== undefined) await sandbox.heldUntil
    let release = () => {}
    sandbox.heldUntil = new Promise((resolve) => {
      release = resolve
    })
    try {
      return await work()
    } finally {
      sandbox.heldUntil = undefined
      release()
      this.parts.schedule(sandbox)
    }
  }
}

function mustWait(sandbox: Sandbox, isRead: boolean): boolean {
  return sandbox.heldUntil !== undefined && (!isRead || sandbox.isDue)
}
