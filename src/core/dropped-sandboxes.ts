/** Why a sandbox was dropped: nobody used it for the idle time, or there were too many. */
export type DropReason = 'idle' | 'full'

/** A sandbox that was dropped with everything in it. */
export interface Drop {
  readonly name: string
  /** Unix milliseconds of the machine's clock. */
  readonly at: number
  readonly reason: DropReason
}

/** The number of names to remember: about a megabyte. */
const mostRemembered = 10_000

/** The names of dropped sandboxes, so that a request to one can be told what happened. The oldest are forgotten. */
export class DroppedSandboxes {
  /** In order of time, oldest first. */
  readonly #drops = new Map<string, Drop>()

  constructor(private readonly capacity = mostRemembered) {}

  add(drop: Drop): void {
    this.#drops.delete(drop.name)
    this.#drops.set(drop.name, drop)
    if (this.#drops.size <= this.capacity) return
    for (const oldest of this.#drops.keys()) {
      this.#drops.delete(oldest)
      return
    }
  }

  /** The last drop of a sandbox with this name, also if a new one lives by now. */
  find(name: string): Drop | undefined {
    return this.#drops.get(name)
  }

  /** Forgets a name, because its user has started over. */
  forget(name: string): void {
    this.#drops.delete(name)
  }

  /** Newest first. */
  list(): readonly Drop[] {
    return [...this.#drops.values()].reverse()
  }
}
