/**
 * Playwright's `test` with an emulator for each worker, and Playwright's `expect` with two matchers.
 *
 * @example
 * ```ts
 * import { expect, test } from 'telnyx-verify-emulator/playwright'
 *
 * test('the code on the phone logs in', async ({ page, handset, telnyx }) => {
 *   await page.goto('/')
 *   await page.getByLabel('Phone number').fill('+13035551234')
 *   await page.getByRole('button', { name: 'Send code' }).click()
 *   await expect(telnyx).toHaveSentCodeTo('+13035551234')
 *   await page.getByLabel('Code').fill(await handset.code('+13035551234'))
 * })
 * ```
 *
 * @module
 */
import { test as base, type Expect } from '@playwright/test'
import type { SandboxClient } from '../client/connect.js'
import { createEmulator } from '../emulator/create-emulator.js'
import type { Emulator } from '../emulator/emulator.js'
import type { EmulatorOptions } from '../emulator/options.js'
import type { VerifyOperationId } from '../spec/operations.js'
import { createHandset, type Handset } from './handset.js'
import { readJournalText } from './journal-text.js'
import {
  type MatcherResult,
  type ReceivedRequestOptions,
  type SentCodeOptions,
  toHaveReceivedRequest,
  toHaveSentCodeTo,
} from './matchers.js'
import { withSeedOf } from './test-emulator.js'

export type { VerifyOperationId } from '../spec/operations.js'
export type { CodeOptions, Handset } from './handset.js'
export type { MatcherResult, ReceivedRequestOptions, SentCodeOptions } from './matchers.js'

/**
 * The fixtures of a worker.
 *
 * @example
 * ```ts
 * test.use({ emulatorOptions: { seed: 1 } })
 * ```
 */
export interface WorkerFixtures {
  /**
   * Options of the worker's emulator. With a `seed` each of the parallel workers has codes and IDs of its own.
   *
   * @example
   * ```ts
   * export default defineConfig({ use: { emulatorOptions: { seed: 1 } } })
   * ```
   * @default {}
   */
  emulatorOptions: EmulatorOptions
  /**
   * The emulator of the worker, on a free port of 127.0.0.1. Start the application with its `env`, in a worker-scoped
   * fixture.
   */
  emulator: Emulator
}

/**
 * The fixtures of a test.
 *
 * @example
 * ```ts
 * test('a code arrives', async ({ telnyx, handset }) => {
 *   await login.sendCode('+13035551234')
 *   expect(await handset.code('+13035551234')).toHaveLength(5)
 * })
 * ```
 */
export interface TestFixtures {
  /**
   * Telnyx for this test: the worker's emulator, reset before each test. The journal is attached to a test that
   * fails.
   */
  telnyx: SandboxClient
  /** The phones in this test. */
  handset: Handset
}

/**
 * Playwright's `test` with the fixtures `telnyx`, `handset`, `emulator` and `emulatorOptions`.
 *
 * @example
 * ```ts
 * test('the code on the phone logs in', async ({ page, handset }) => {
 *   await page.goto('/')
 *   await page.getByLabel('Code').fill(await handset.code('+13035551234'))
 * })
 * ```
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  emulatorOptions: [{}, { scope: 'worker', option: true }],
  emulator: [
    async ({ emulatorOptions }, use, { parallelIndex }) => {
      const emulator = await createEmulator(withSeedOf(`${parallelIndex}`, emulatorOptions))
      await emulator.listen()
      await use(emulator)
      await emulator.close()
    },
    { scope: 'worker' },
  ],
  telnyx: [
    async ({ emulator }, use, testInfo) => {
      await emulator.reset()
      await use(emulator)
      if (testInfo.status === testInfo.expectedStatus) return
      const body = await readJournalText(emulator)
      if (body !== '') await testInfo.attach('telnyx-verify-emulator', { body, contentType: 'text/plain' })
    },
    // A test that only reads the page must not see data of an earlier test.
    { auto: true },
  ],
  handset: async ({ telnyx }, use) => {
    await use(createHandset(telnyx))
  },
})

/**
 * The matchers of this module's `expect`, as `expect.extend` takes them.
 *
 * @example
 * ```ts
 * const all: Expect<VerifyMatchers & { toBeLoggedIn: typeof toBeLoggedIn }> = expect.extend({ toBeLoggedIn })
 * ```
 */
export interface VerifyMatchers {
  /** Waits for a code that is sent to a number, 4 seconds by default; with `.not` it checks the current state. */
  toHaveSentCodeTo: (received: unknown, phoneNumber: string, options?: SentCodeOptions) => Promise<MatcherResult>
  /** Asserts on the requests that the application has made so far; without a number at least one must match. */
  toHaveReceivedRequest: (
    received: unknown,
    operation: VerifyOperationId,
    options?: ReceivedRequestOptions,
  ) => Promise<MatcherResult>
}

/**
 * Playwright's `expect` with the matchers `toHaveSentCodeTo` and `toHaveReceivedRequest`, for `telnyx` or an emulator.
 *
 * @example
 * ```ts
 * await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { times: 1 })
 * ```
 */
export const expect: Expect<VerifyMatchers> = base.expect.extend({ toHaveSentCodeTo, toHaveReceivedRequest })
