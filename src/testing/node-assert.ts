import { AssertionError, strict } from 'node:assert'
import type { SandboxClient } from '../client/connect.js'
import type { VerifyOperationId } from '../spec/operations.js'
import {
  type MatcherContext,
  type MatcherResult,
  type ReceivedRequestOptions,
  type SentCodeOptions,
  toHaveReceivedRequest,
  toHaveSentCodeTo,
} from './matchers.js'

/** Node's strict `assert`, with assertions about what the application did. They take `telnyx`, an emulator or a client. */
export type VerifyAssert = typeof strict & {
  /**
   * Waits for a code that is sent to a number, 4 seconds by default.
   *
   * @example
   * ```ts
   * await assert.sentCodeTo(telnyx, '+13035551234', { channel: 'sms' })
   * ```
   * @throws {AssertionError} if none arrives; the message lists what did
   */
  sentCodeTo(telnyx: SandboxClient, phoneNumber: string, options?: SentCodeOptions): Promise<void>
  /**
   * Asserts that no code was sent to a number so far.
   *
   * @example
   * ```ts
   * await assert.notSentCodeTo(telnyx, '+13035551234')
   * ```
   * @throws {AssertionError} if one was sent
   */
  notSentCodeTo(telnyx: SandboxClient, phoneNumber: string, options?: SentCodeOptions): Promise<void>
  /**
   * Asserts on the requests that the application has made so far; without a number at least one must match.
   *
   * @example
   * ```ts
   * await assert.receivedRequest(telnyx, 'CreateVerificationSms', { times: 1, match: { phoneNumber: '+13035551234' } })
   * ```
   * @throws {AssertionError} with the nearest requests and their differences
   */
  receivedRequest(telnyx: SandboxClient, operation: VerifyOperationId, options?: ReceivedRequestOptions): Promise<void>
  /**
   * Asserts that the application has made no such requests so far, or another number of them.
   *
   * @example
   * ```ts
   * await assert.notReceivedRequest(telnyx, 'CreateVerificationCall')
   * ```
   * @throws {AssertionError} with the requests that match
   */
  notReceivedRequest(
    telnyx: SandboxClient,
    operation: VerifyOperationId,
    options?: ReceivedRequestOptions,
  ): Promise<void>
}

/** An assertion from a matcher. */
function toAssertion<Args extends unknown[]>(
  operator: string,
  isNot: boolean,
  matcher: (this: MatcherContext, telnyx: unknown, ...args: Args) => Promise<MatcherResult>,
) {
  return async (telnyx: SandboxClient, ...args: Args): Promise<void> => {
    const { pass, message } = await matcher.call({ isNot, calledAs: `assert.${operator}()` }, telnyx, ...args)
    if (pass === isNot) throw new AssertionError({ message: message(), operator })
  }
}

const assertions = {
  sentCodeTo: toAssertion('sentCodeTo', false, toHaveSentCodeTo),
  notSentCodeTo: toAssertion('notSentCodeTo', true, toHaveSentCodeTo),
  receivedRequest: toAssertion('receivedRequest', false, toHaveReceivedRequest),
  notReceivedRequest: toAssertion('notReceivedRequest', true, toHaveReceivedRequest),
}

/**
 * Node's strict `assert` with the assertions `sentCodeTo`, `receivedRequest` and their opposites.
 *
 * @example
 * ```ts
 * await assert.sentCodeTo(telnyx, '+13035551234')
 * assert.equal(await login.checkCode('00000'), false)
 * ```
 */
export const assert: VerifyAssert = new Proxy(strict as VerifyAssert, {
  get: (node, name) => Reflect.get(Object.hasOwn(assertions, name) ? assertions : node, name),
  has: (node, name) => Object.hasOwn(assertions, name) || name in node,
})
