import { type Ask, toWireQuery } from './ask.js'
import type { Call } from './call.js'
import { checkOptions, type OptionNames } from './check-options.js'
import { readEvents } from './events.js'
import type { AssertResult, EntryKind, Expectation, Journal, JournalEntry } from './types.js'
import { toWire } from './wire-case.js'

/**
 * Options of `journal.list`.
 *
 * @example
 * ```ts
 * await emulator.journal.list({ kind: 'request', status: 400 })
 * ```
 */
export interface JournalListOptions {
  /** Only entries of this kind. */
  readonly kind?: EntryKind | undefined
  /** Only requests of this operation, like `CreateVerificationSms`. */
  readonly operation?: string | undefined
  /** Only entries about this number, in E.164. */
  readonly phoneNumber?: string | undefined
  /** Only requests that were answered with this HTTP status. */
  readonly status?: number | undefined
  /**
   * Cursor of an earlier answer: only entries after it.
   *
   * @default the oldest entry
   */
  readonly since?: string | undefined
  /**
   * The largest number of entries.
   *
   * @default 100
   */
  readonly limit?: number | undefined
  /**
   * Whether one-time codes are shown.
   *
   * @default 'masked'
   */
  readonly codes?: 'masked' | 'shown' | undefined
}

/** The names of the options of `journal.list`. */
export const journalListOptions = {
  kind: true,
  operation: true,
  phoneNumber: true,
  status: true,
  since: true,
  limit: true,
  codes: true,
} as const satisfies OptionNames<JournalListOptions>

/**
 * Options of `journal.follow`.
 *
 * @example
 * ```ts
 * emulator.journal.follow({ since: cursor, signal: AbortSignal.timeout(5000) })
 * ```
 */
export interface JournalFollowOptions {
  /** Cursor of an earlier answer: starts with the entries after it that are still kept. */
  readonly since?: string | undefined
  /**
   * Whether one-time codes are shown.
   *
   * @default 'masked'
   */
  readonly codes?: 'masked' | 'shown' | undefined
  /**
   * Measures all requests to the emulator from now on, so that the entries have `workMs` and `tookMs`.
   *
   * @default false
   */
  readonly timings?: boolean | undefined
  /** Ends the loop when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** Every request to a sandbox, its answer and what decided it, and all other events. */
export interface JournalClient {
  /**
   * Lists entries, newest first. Bodies and headers are shown as they were sent.
   *
   * @example
   * ```ts
   * const { entries } = await emulator.journal.list({ operation: 'CreateVerificationSms', status: 400 })
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  list(options?: JournalListOptions): Promise<Journal>
  /**
   * Asserts on the requests so far: exactly `times`, or from `atLeast` to `atMost`; without a number at least one.
   * `match.request` and `match.answer` are parts of JSON bodies, so they use the vendor's names.
   *
   * @example
   * ```ts
   * await emulator.journal.assert({
   *   operation: 'CreateVerificationSms',
   *   times: 1,
   *   match: { phoneNumber: '+13035551234', request: { timeout_secs: 300 } },
   * })
   * ```
   * @throws {JournalAssertionError} for too few or too many; its `misses` are the nearest requests
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  assert(expectation: Expectation): Promise<AssertResult>
  /**
   * Empties the journal of the sandbox.
   *
   * @example
   * ```ts
   * await emulator.journal.clear()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  clear(): Promise<void>
  /**
   * Follows the journal live. Breaking out of the loop or aborting the signal ends it.
   *
   * @example
   * ```ts
   * for await (const { text } of emulator.journal.follow({ codes: 'shown' })) console.log(text)
   * ```
   * @throws {ConnectionError} `reader_too_slow` for a reader that falls more than 1 MiB behind
   * @throws {ControlError} {InputError}
   */
  follow(options?: JournalFollowOptions): AsyncIterable<JournalEntry>
}

export function createJournalClient(ask: Ask, call: Call, sandbox: string): JournalClient {
  const path = '/_emulator/journal'
  return {
    list: async (options = {}) => {
      checkOptions('journal.list()', options, journalListOptions)
      return ask('Journal', 'GET', path, { query: options })
    },
    assert: async (expectation) => {
      const body = toWire('AssertRequest', expectation, 'journal.assert()')
      return ask('AssertResult', 'POST', `${path}/assert`, { body })
    },
    clear: async () => {
      await ask('Journal', 'DELETE', path)
    },
    follow: async function* (options = {}) {
      checkOptions('journal.follow()', options, { since: true, codes: true, timings: true, signal: true })
      const { signal, ...query } = options
      try {
        const response = await call('GET', '/_emulator/events', { query: { sandbox, ...toWireQuery(query) }, signal })
        yield* readEvents('JournalEntry', response)
      } catch (error) {
        if (!signal?.aborted) throw error
      }
    },
  }
}
