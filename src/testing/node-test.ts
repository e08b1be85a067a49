/**
 * Telnyx for the tests of Node's own test runner, and Node's `assert` with four more assertions.
 *
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { assert, setupTelnyx } from 'telnyx-verify-emulator/node-test'
 *
 * const openTelnyx = setupTelnyx()
 *
 * test('a login sends one code', async (t) => {
 *   const { telnyx, handset } = await openTelnyx(t)
 *   const client = new Telnyx({ apiKey: telnyx.apiKey, baseURL: telnyx.url, fetch: telnyx.fetch })
 *   await login(client, '+13035551234')
 *   await assert.sentCodeTo(telnyx, '+13035551234')
 *   await assert.receivedRequest(telnyx, 'CreateVerificationSms', { times: 1 })
 *   await enterCode(await handset.code('+13035551234'))
 * })
 * ```
 *
 * @module
 */
import { AssertionError, strict } from 'node:assert'
import { relative } from 'node:path'
import { after } from 'node:test'
import type { SandboxClient } from '../client/connect.js'
import type { VerifyOperationId } from '../spec/operations.js'
import type { RunnerTest } from './failed-test.js'
import {
  type MatcherContext,
  type MatcherResult,
  type ReceivedRequestOptions,
  type SentCodeOptions,
  toHaveReceivedRequest,
  toHaveSentCodeTo,
} from './matchers.js'
import { toNodeTestCommand } from './run-command.js'
import { startTestEmulator, type TelnyxFixtures, type TestEmulator, type TestEmulatorOptions } from './test-emulator.js'
import { thisRealm } from './this-realm.js'

export type { VerifyOperationId } from '../spec/operations.js'
export type { CodeOptions, Handset } from './handset.js'
export type { ReceivedRequestOptions, SentCodeOptions } from './matchers.js'
export type { TelnyxFixtures, TestEmulatorOptions, TestSandbox } from './test-emulator.js'

/** The part of the context of a test, `t`, that is used here. */
export interface NodeTestContext {
  readonly name: string
  /** The names of the tests around it and its own, since Node 20.16. */
  readonly fullName?: string | undefined
  /** Absolute path of the test file, since Node 22.6. */
  readonly filePath?: string | undefined
  /** Whether the test has passed; read after it. */
  readonly passed?: boolean
  after(hook: () => Promise<void>): void
  diagnostic(message: string): void
}

/**
 * Returns the function that opens Telnyx for a test. All tests that open it share one emulator, which starts with the
 * first of them and is closed after the last. Each gets its own sandbox, named after it, concurrent tests and subtests
 * too. If a test fails, the last entries of its journal are printed.
 *
 * @example
 * ```ts
 * const openTelnyx = setupTelnyx({ seed: 1 })
 *
 * test('a code is valid for five minutes', async (t) => {
 *   const { telnyx, handset } = await openTelnyx(t)
 *   await login.sendCode('+13035551234')
 *   const code = await handset.code('+13035551234')
 *   await telnyx.clock.advance('5m')
 *   assert.equal(await login.checkCode(code), false)
 * })
 * ```
 * @throws {InputError} in the first test, for an unknown or invalid option
 */
export function setupTelnyx(options: TestEmulatorOptions = {}): (t: NodeTestContext) => Promise<TelnyxFixtures> {
  let starting: Promise<TestEmulator> | undefined
  after(async () => {
    const file = await starting
    await file?.emulator.close()
  })
  return async (t) => {
    starting ??= startTestEmulator(options, nameTestFile(t), thisRealm)
    const { emulator, open } = await starting
    const { telnyx, handset, close } = open(toRunnerTest(t))
    const print = (text: string) => {
      for (const line of text.split('\n')) t.diagnostic(line)
    }
    t.after(() => close(t.passed === false, print))
    return { emulator, telnyx, handset }
  }
}

/** Path of the test file, relative to the working directory. */
const nameTestFile = ({ filePath = process.argv[1] ?? '' }: NodeTestContext) =>
  relative(process.cwd(), filePath).replaceAll('\\', '/')

/** The separator of names may be part of a name, too: only that of the test itself is known. */
function toRunnerTest(t: NodeTestContext): RunnerTest {
  const { name, fullName = name } = t
  const around = fullName.slice(0, -name.length).split(' > ').filter(Boolean)
  const file = nameTestFile(t)
  const titles = [...around, name]
  const toCommand = () =>
    toNodeTestCommand({ file, titles, execArgv: process.execArgv, nodeVersion: process.versions.node })
  return { file, titles, toCommand }
}

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
