import { checkOptions } from '../client/check-options.js'
import type { SandboxClient } from '../client/connect.js'
import { JournalAssertionError, WaitTimeoutError } from '../client/errors.js'
import type { Channel, Duration, Expectation } from '../client/types.js'
import type { VerifyOperationId } from '../spec/operations.js'
import { InputError } from '../wire/input-error.js'
import { toEntryLines } from './journal-text.js'

/**
 * Options of `toHaveSentCodeTo`.
 *
 * @example
 * ```ts
 * await expect(telnyx).toHaveSentCodeTo('+13035551234', { channel: 'sms' })
 * ```
 */
export interface SentCodeOptions {
  /** Only codes by this channel. */
  readonly channel?: Channel | undefined
  /**
   * How long to wait: a duration like `'5s'` or `'500ms'`, or milliseconds. The default is below Vitest's test timeout.
   * With `.not` the matcher does not wait.
   *
   * @default '4s'; with `.not` 0
   */
  readonly timeout?: Duration | undefined
  /** Cursor of an earlier message: only codes after it. */
  readonly since?: string | undefined
}

/** Criteria for the requests and their number; without a number at least one must match. */
export type ReceivedRequestOptions = Omit<Expectation, 'operation'>

/** The part of the matchers' `this` in Vitest, Jest and Playwright that is used here, and the name of an assertion. */
export interface MatcherContext {
  readonly isNot?: boolean | undefined
  /** Set if an assertion of another kind uses the matcher, like `assert.sentCodeTo()`. */
  readonly calledAs?: string
}

/** What a matcher returns to its runner. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** Below the five-second test timeout of Vitest, so that the matcher's own message is reported. */
export const patience = '4s'

/** Waits for a code that is sent to a number. */
export async function toHaveSentCodeTo(
  this: MatcherContext,
  received: unknown,
  phoneNumber: string,
  options: SentCodeOptions = {},
): Promise<MatcherResult> {
  const where = this.calledAs ?? 'toHaveSentCodeTo()'
  const sandbox = requireSandbox(received, where)
  checkOptions(where, options, { channel: true, timeout: true, since: true })
  try {
    const { channel, text } = await sandbox.inbox.next(phoneNumber, { timeout: this.isNot ? 0 : patience, ...options })
    return {
      pass: true,
      message: () => `Expected no code to ${phoneNumber}, but one was sent by ${channel}: "${text}"`,
    }
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    return { pass: false, message: () => error.message }
  }
}

/** Looks for requests that the application has made so far. */
export async function toHaveReceivedRequest(
  this: MatcherContext,
  received: unknown,
  operation: VerifyOperationId,
  options: ReceivedRequestOptions = {},
): Promise<MatcherResult> {
  const where = this.calledAs ?? 'toHaveReceivedRequest()'
  const sandbox = requireSandbox(received, where)
  checkOptions(where, options, {
    times: true,
    atLeast: true,
    atMost: true,
    match: true,
    since: true,
  })
  try {
    const { entries } = await sandbox.journal.assert({ operation, ...options })
    const lines = [formatUnwanted(operation, options), toEntryLines(entries.toReversed())]
    return { pass: true, message: () => lines.join('\n') }
  } catch (error) {
    // An invalid question, like one for an unknown operation, also fails with .not.
    if (!(error instanceof JournalAssertionError)) throw error
    return { pass: false, message: () => error.message }
  }
}

/** The message for requests that were found but must not be. */
function formatUnwanted(operation: string, { times, atLeast, atMost, match }: ReceivedRequestOptions): string {
  const what = `${operation}${match === undefined ? '' : ` with ${JSON.stringify(match)}`}`
  if (times === undefined && atLeast === undefined && atMost === undefined) return `Expected no ${what}, but there was:`
  return `Expected a number of ${what} other than ${times ?? `${atLeast ?? 0} to ${atMost ?? 'any'}`}, but there was:`
}

function requireSandbox(received: unknown, where: string): SandboxClient {
  if (isSandbox(received)) return received
  const place = where.startsWith('assert') ? 'it' : 'expect()'
  throw new InputError(
    `${where} needs a sandbox: pass ${place} the fixture \`telnyx\`, an emulator, or a client from connect().`,
  )
}

function isSandbox(value: unknown): value is SandboxClient {
  return typeof value === 'object' && value !== null && 'inbox' in value && 'journal' in value
}
