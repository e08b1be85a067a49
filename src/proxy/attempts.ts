import { formatTarget, type Target } from './target.js'

/** A refused host with its port, and how often it was tried. */
export interface Attempt {
  readonly target: string
  readonly count: number
}

/** More different targets are counted as one. */
const mostTargets = 1000

/** Counts refused requests by target. */
export class Attempts {
  readonly #counts = new Map<string, number>()

  add(target: Target): void {
    const name = formatTarget(target)
    const key = this.#counts.has(name) || this.#counts.size < mostTargets ? name : 'other targets'
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** Lists them, the most frequent first. */
  list(): Attempt[] {
    return [...this.#counts].map(([target, count]) => ({ target, count })).sort((a, b) => b.count - a.count)
  }
}
