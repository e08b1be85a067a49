/**
 * Telnyx for the tests of a Jest file, and two matchers for Jest's `expect`.
 *
 * @example
 * ```ts
 * import { setupTelnyx } from 'telnyx-verify-emulator/jest'
 *
 * const { telnyx, handset } = setupTelnyx()
 *
 * test('a login sends one code', async () => {
 *   const client = new Telnyx({ apiKey: telnyx.apiKey, baseURL: telnyx.url, fetch: telnyx.fetch })
 *   await login(client, '+13035551234')
 *   await expect(telnyx).toHaveSentCodeTo('+13035551234')
 *   await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { times: 1 })
 *   await enterCode(await handset.code('+13035551234'))
 * })
 * ```
 *
 * @module
 */
import { relative } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals'
import type { VerifyOperationId } from '../spec/operations.js'
import { InputError } from '../wire/input-error.js'
import type { RunnerTest } from './failed-test.js'
import { findRunningTest, type JestTest } from './jest-tests.js'
import { followEmulator, followHandset, followSandbox } from './live-fixtures.js'
import {
  type ReceivedRequestOptions,
  type SentCodeOptions,
  toHaveReceivedRequest,
  toHaveSentCodeTo,
} from './matchers.js'
import { outerRealm } from './outer-realm.js'
import { toJestCommand } from './run-command.js'
import {
  startTestEmulator,
  type TelnyxFixtures,
  type TestEmulator,
  type TestEmulatorOptions,
  type TestFixtures,
} from './test-emulator.js'

export type { VerifyOperationId } from '../spec/operations.js'
export type { CodeOptions, Handset } from './handset.js'
export type { ReceivedRequestOptions, SentCodeOptions } from './matchers.js'
export type { TelnyxFixtures, TestEmulatorOptions, TestSandbox } from './test-emulator.js'

/**
 * Starts an emulator for the tests of this file, or of the `describe` block around the call, and gives each test a sandbox
 * of its own. Call it before your own hooks. The returned objects always are those of the running test, also in your
 * `beforeEach` and `afterEach` and in `test.concurrent`; `emulator` can be used in `beforeAll` too. If a test fails, the
 * last entries of its journal are printed.
 *
 * @example
 * ```ts
 * const { telnyx, handset } = setupTelnyx({ seed: 1 })
 *
 * test('a code is valid for five minutes', async () => {
 *   await login.sendCode('+13035551234')
 *   const code = await handset.code('+13035551234')
 *   await telnyx.clock.advance('5m')
 *   expect(await login.checkCode(code)).toBe(false)
 * })
 * ```
 * @throws {InputError} if the tests are not run by Jest; in `beforeAll`, for an unknown or invalid option
 */
export function setupTelnyx(options: TestEmulatorOptions = {}): TelnyxFixtures {
  checkRunner()
  let file: TestEmulator | undefined
  const opened = new Map<unknown, Opened>()
  const emulator = () => {
    if (file !== undefined) return file
    throw new InputError(
      'setupTelnyx() starts the emulator in beforeAll: use it in a hook or a test. For test.concurrent call it outside of describe().',
    )
  }
  const current = () => {
    const test = findRunningTest()
    if (test === undefined)
      throw new InputError('`telnyx` and `handset` belong to one test. Outside of it use `emulator` of setupTelnyx().')
    const { fixtures } = opened.get(test.identity) ?? { fixtures: emulator().open(toRunnerTest(test)) }
    opened.set(test.identity, { test, fixtures })
    return fixtures
  }
  const closeAll = async (isDue: (test: JestTest) => boolean) => {
    for (const [identity, { test, fixtures }] of opened) {
      if (!isDue(test)) continue
      opened.delete(identity)
      await fixtures.close(test.hasFailed(), console.error)
    }
  }
  beforeAll(async () => {
    file = await startTestEmulator(options, nameTestFile(), outerRealm)
  })
  // Not in afterEach, because your own afterEach hooks run after ours and may still need the sandbox.
  beforeEach(() => closeAll(({ isConcurrent }) => !isConcurrent))
  afterAll(async () => {
    await closeAll(() => true)
    await file?.emulator.close()
  })
  return {
    emulator: followEmulator(() => emulator().emulator),
    telnyx: followSandbox(() => current().telnyx),
    handset: followHandset(() => current().handset),
  }
}

/** What was opened for a test. */
interface Opened {
  readonly test: JestTest
  readonly fixtures: TestFixtures
}

/** Bun maps `@jest/globals` to its own runner, which does not tell which test is running. */
function checkRunner(): void {
  if (typeof expect.getState === 'function') return
  throw new InputError(
    'telnyx-verify-emulator/jest needs Jest. With `bun test` use telnyx-verify-emulator/node-test, in tests of node:test.',
  )
}

/** Path of the test file, relative to the working directory. */
const nameTestFile = () => relative(process.cwd(), expect.getState().testPath ?? '').replaceAll('\\', '/')

function toRunnerTest({ titles }: JestTest): RunnerTest {
  const file = nameTestFile()
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(' ')]
  const nodeOptions = options.find((option) => option === '--experimental-vm-modules')
  return { file, titles, nodeOptions, toCommand: () => toJestCommand({ file, titles }) }
}

expect.extend({ toHaveSentCodeTo, toHaveReceivedRequest })

/** The matchers, for both ways to get Jest's types. */
interface VerifyMatchers {
  /**
   * Waits for a code that is sent to a number, 4 seconds by default; with `.not` it checks the current state.
   *
   * @example
   * ```ts
   * await expect(telnyx).toHaveSentCodeTo('+13035551234', { channel: 'sms' })
   * ```
   */
  toHaveSentCodeTo(phoneNumber: string, options?: SentCodeOptions): Promise<void>
  /**
   * Asserts on the requests that the application has made so far; without a number at least one must match.
   *
   * @example
   * ```ts
   * await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', {
   *   times: 1,
   *   match: { phoneNumber: '+13035551234' },
   * })
   * ```
   */
  toHaveReceivedRequest(operation: VerifyOperationId, options?: ReceivedRequestOptions): Promise<void>
}

// The types of `import { expect } from '@jest/globals'`.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends VerifyMatchers {}
}

declare global {
  // The types of the global `expect`, from @types/jest.
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the same default as in @types/jest.
    interface Matchers<R, T = {}> extends VerifyMatchers {}
  }
}
