import type { Difference } from '../../contract/diff/answers.js'
import type { Violation } from './violations.js'

/** A way in which upstream, emulator and document part, and how often it was seen. */
export interface DriftFinding {
  readonly kind: 'difference' | 'violation'
  /** Null for a path that no operation has. */
  readonly operation: string | null
  /** `status`, `header allow`, `body /data/status`; of a violation `request /name` or `answer /data/id`. */
  readonly place: string
  readonly what: string
  /** As JSON, of the first time; empty where there is nothing, and for a violation. */
  readonly emulator: string
  readonly upstream: string
  count: number
  /** Numbers of the first and the last exchange that showed it, counted from 1. */
  readonly first: number
  last: number
}

/** At most so many different findings are kept; what comes then is counted all the same. */
const most = 1000

/** What a passthrough has seen since it began. */
export class Tally {
  exchanges = 0
  /** Compared with the shadow's answer. */
  compared = 0
  drifted = 0
  refused = 0
  /** How many could not be compared, by the reason why. */
  readonly skipped = new Map<string, number>()
  readonly #findings = new Map<string, DriftFinding>()

  /** As the control API tells them. */
  get counts() {
    const { exchanges, compared, drifted, refused, skipped } = this
    return { exchanges, compared, drifted, refused, skipped: Object.fromEntries(skipped) }
  }

  get findings(): readonly DriftFinding[] {
    return [...this.#findings.values()]
  }

  skip(why: string): void {
    this.skipped.set(why, (this.skipped.get(why) ?? 0) + 1)
  }

  /** @param clean takes secrets out of what is shown */
  add(
    operation: string | null,
    differences: readonly Difference[],
    violations: readonly Violation[],
    clean: (text: string) => string,
  ): void {
    if (differences.length + violations.length > 0) this.drifted++
    for (const { place, what, a, b } of differences) {
      this.#count({ kind: 'difference', operation, place, what, emulator: clean(a), upstream: clean(b) })
    }
    for (const { place, what } of violations)
      this.#count({ kind: 'violation', operation, place, what, emulator: '', upstream: '' })
  }

  #count(seen: Omit<DriftFinding, 'count' | 'first' | 'last'>): void {
    const key = [seen.kind, seen.operation, seen.place, seen.what].join(' ')
    const known = this.#findings.get(key)
    if (known !== undefined) {
      known.count++
      known.last = this.exchanges
    } else if (this.#findings.size < most) {
      this.#findings.set(key, { ...seen, count: 1, first: this.exchanges, last: this.exchanges })
    }
  }
}
