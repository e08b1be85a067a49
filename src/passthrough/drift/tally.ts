import { type AnswerDifference, cutOff } from '../../contract/diff/answers.js'
import type { Steps } from '../../wire/steps.js'
import type { Violation } from './violations.js'

/** A difference between upstream, emulator and document, and how often it occurred. */
export interface DriftItem {
  readonly kind: 'difference' | 'violation'
  /** Null if no operation has the path. */
  readonly operation: string | null
  /** `status`, `header allow`, `body /data/status`; of a violation `request /name` or `answer /data/id`. */
  readonly place: string
  readonly what: string
  /** The first value, as JSON; empty if absent, and for a violation. */
  readonly emulator: string
  readonly upstream: string
  count: number
  /** The first and the last exchange with the difference, counted from 1. */
  readonly first: number
  last: number
}

/** Removes secrets from what is reported. */
export interface CleanDrift {
  /** From a place, whose names come from the upstream. */
  readonly place: (place: string) => Steps<string>
  /** From the JSON at a place. */
  readonly value: (place: string, json: string) => Steps<string>
  /** Learns the secrets of the exchange. */
  readonly learn: () => Steps<string>
}

/** Longer values are cut off, after they were redacted: the beginning of a secret would not be found. */
const longestValue = 200

/** The maximum number of items. Further exchanges are still counted as drifted. */
const maxItems = 1000

/** The counts and the drift of passthrough since its start. */
export class Tally {
  exchanges = 0
  /** Compared with the shadow's answer. */
  compared = 0
  drifted = 0
  refused = 0
  /** The number of exchanges that could not be compared, by reason. */
  readonly skipped = new Map<string, number>()
  readonly #items = new Map<string, DriftItem>()

  /** The counts in the report of the control API. */
  get counts() {
    const { exchanges, compared, drifted, refused, skipped } = this
    return { exchanges, compared, drifted, refused, skipped: Object.fromEntries(skipped) }
  }

  get items(): readonly DriftItem[] {
    return [...this.#items.values()]
  }

  skip(why: string): void {
    this.skipped.set(why, (this.skipped.get(why) ?? 0) + 1)
  }

  /**
   * Counts an exchange that drifted.
   *
   * @param clean removes secrets from places and values
   * @returns the work that adds its differences to the report
   */
  add(
    operation: string | null,
    differences: readonly AnswerDifference[],
    violations: readonly Violation[],
    clean: CleanDrift,
  ): Steps {
    this.drifted++
    return this.#add(operation, differences.slice(0, maxItems), violations, clean, this.exchanges)
  }

  *#add(
    operation: string | null,
    differences: readonly AnswerDifference[],
    violations: readonly Violation[],
    clean: CleanDrift,
    exchange: number,
  ): Steps {
    yield* clean.learn()
    for (const { place, what, a, b } of differences) {
      const emulator = cutOff(yield* clean.value(place, a), longestValue)
      const upstream = cutOff(yield* clean.value(place, b), longestValue)
      const cleanPlace = yield* clean.place(place)
      this.#count({ kind: 'difference', operation, place: cleanPlace, what, emulator, upstream }, exchange)
    }
    for (const { place, what } of violations) {
      const cleanPlace = yield* clean.place(place)
      this.#count({ kind: 'violation', operation, place: cleanPlace, what, emulator: '', upstream: '' }, exchange)
    }
  }

  #count(seen: Omit<DriftItem, 'count' | 'first' | 'last'>, exchange: number): void {
    const key = [seen.kind, seen.operation, seen.place, seen.what].join(' ')
    const known = this.#items.get(key)
    if (known !== undefined) {
      known.count++
      known.last = exchange
    } else if (this.#items.size < maxItems) {
      this.#items.set(key, { ...seen, count: 1, first: exchange, last: exchange })
    }
  }
}
