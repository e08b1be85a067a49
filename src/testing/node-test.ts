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
import { relative } from 'node:path'
import { after } from 'node:test'
import { createEmulator } from '../emulator/create-emulator.js'
import { startTestEmulator, type TelnyxFixtures, type TestEmulator, type TestEmulatorOptions } from './test-emulator.js'

export type { VerifyOperationId } from '../spec/operations.js'
export type { CodeOptions, Handset } from './handset.js'
export type { ReceivedRequestOptions, SentCodeOptions } from './matchers.js'
export { assert, type VerifyAssert } from './node-assert.js'
export type { TelnyxFixtures, TestEmulatorOptions, TestSandbox } from './test-emulator.js'

/** The part of the context of a test, `t`, that is used here. */
export interface NodeTestContext {
  readonly name: string
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
    starting ??= startTestEmulator(options, nameTestFile(t), createEmulator)
    const { emulator, open } = await starting
    const { telnyx, handset, close } = open(t.name)
    t.after(() => close(t.passed === false, (text) => t.diagnostic(text)))
    return { emulator, telnyx, handset }
  }
}

/** Path of the test file, relative to the working directory. */
const nameTestFile = ({ filePath = process.argv[1] ?? '' }: NodeTestContext) => relative(process.cwd(), filePath)
