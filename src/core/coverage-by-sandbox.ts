import { isMeant, type SandboxCoverage, type SandboxFilter } from './coverage-counts.js'

/** The number of sandboxes whose counts are remembered. */
const mostRemembered = 10_000

/**
 * The coverage of single sandboxes. It outlives them, because a test deletes its sandbox and its job asks later; the names
 * that were not counted for the longest time are forgotten.
 */
export class CoverageBySandbox {
  /** In order of use, least recently counted first. */
  readonly #parts = new Map<string, SandboxCoverage>()
  #latestName: string | undefined
  #latest: SandboxCoverage | undefined

  constructor(private readonly capacity = mostRemembered) {}

  /** The counts of a sandbox, to count in. */
  open(name: string): SandboxCoverage {
    if (this.#latest !== undefined && this.#latestName === name) return this.#latest
    let part = this.#parts.get(name)
    if (part === undefined) {
      part = { requests: 0, groups: {} }
      if (this.#parts.size >= this.capacity) this.#forgetOldest()
    } else {
      this.#parts.delete(name)
    }
    this.#parts.set(name, part)
    this.#latestName = name
    this.#latest = part
    return part
  }

  *find(filter: SandboxFilter): Generator<SandboxCoverage> {
    for (const [name, part] of this.#parts) if (isMeant(name, filter)) yield part
  }

  /** Removes the counts of all sandboxes, or of those that are meant, and returns them. */
  take(filter?: SandboxFilter): readonly SandboxCoverage[] {
    const taken: SandboxCoverage[] = []
    for (const [name, part] of this.#parts) {
      if (filter !== undefined && !isMeant(name, filter)) continue
      taken.push(part)
      this.#parts.delete(name)
    }
    this.#latest = undefined
    return taken
  }

  #forgetOldest(): void {
    for (const name of this.#parts.keys()) {
      this.#parts.delete(name)
      return
    }
  }
}
