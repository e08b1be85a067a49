/**
 * Vitest's `test` with an emulator, and two matchers for Vitest's `expect`.
 *
 * @example
 * ```ts
 * import { test } from 'telnyx-verify-emulator/vitest'
 * import { expect } from 'vitest'
 *
 * test('a login sends one code', async ({ telnyx, handset }) => {
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
import { test as base, expect, type TestAPI } from 'vitest'
import type { SandboxClient } from '../client/connect.js'
import { ControlError } from '../client/errors.js'
import { createEmulator, type Emulator } from '../emulator/create-emulator.js'
import type { EmulatorOptions } from '../emulator/options.js'
import type { Fetch } from '../http/fetch.js'
import type { VerifyOperationId } from '../spec/operations.js'
import { InputError } from '../wire/input-error.js'
import { toVisible } from '../wire/visible-text.js'
import { createHandset, type Handset } from './handset.js'
import { readJournalText } from './journal-text.js'
import {
  patience,
  type ReceivedRequestOptions,
  type SentCodeOptions,
  toHaveReceivedRequest,
  toHaveSentCodeTo,
} from './matchers.js'
import { intoSandbox } from './sandbox-fetch.js'
import { createSandboxNames } from './sandbox-names.js'

export type { VerifyOperationId } from '../spec/operations.js'
export type { CodeOptions, Handset } from './handset.js'
export type { ReceivedRequestOptions, SentCodeOptions } from './matchers.js'

/**
 * Options of `createTest`: those of the emulator, and where it listens.
 *
 * @example
 * ```ts
 * const test = createTest({ seed: 1, listen: true })
 * ```
 */
export interface TestEmulatorOptions extends EmulatorOptions {
  /**
   * Whether the emulator listens on a free port of 127.0.0.1, for an application in another process; `telnyx.url` and
   * `telnyx.env` then contain its address.
   *
   * @default false
   */
  readonly listen?: boolean | undefined
}

/** The sandbox of one test. `inbox.next` waits 4 seconds by default, which is below Vitest's test timeout. */
export interface TestSandbox extends SandboxClient {
  /**
   * Answers requests in this process and in this sandbox, whichever key the client uses.
   *
   * @example
   * ```ts
   * const client = new Telnyx({ apiKey: telnyx.apiKey, baseURL: telnyx.url, fetch: telnyx.fetch })
   * ```
   */
  readonly fetch: Fetch
}

/**
 * The fixtures of a test.
 *
 * @example
 * ```ts
 * test('a code arrives', async ({ telnyx, handset }) => {
 *   await login.sendCode('+13035551234')
 *   await expect(telnyx).toHaveSentCodeTo('+13035551234')
 * })
 * ```
 */
export interface TelnyxFixtures {
  /** The emulator of the test file, started by the first test that uses it. The tests of a file share it. */
  emulator: Emulator
  /**
   * Telnyx for this test: its own sandbox, named after it. If the test fails, the last entries of its journal are
   * printed.
   */
  telnyx: TestSandbox
  /** The phones in this test. */
  handset: Handset
}

/**
 * Returns Vitest's `test` with the fixtures `telnyx`, `handset` and `emulator`, whose emulator uses your options. Call
 * it once per file.
 *
 * @example
 * ```ts
 * import { createTest } from 'telnyx-verify-emulator/vitest'
 *
 * const test = createTest({ seed: 1, listen: true })
 * ```
 * @throws {InputError} in the first test, for an unknown or invalid option
 */
export function createTest({ listen = false, ...options }: TestEmulatorOptions = {}): TestAPI<TelnyxFixtures> {
  /** The sandbox names of each emulator of this `test`. */
  const names = new WeakMap<Emulator, (title: string) => string>()
  // A function instead of a fixture for options: Vitest 3 does not pass an overridden fixture to its dependents.
  return base.extend<TelnyxFixtures>({
    emulator: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the dependencies of a fixture from the pattern.
      async ({}, use) => {
        const emulator = await createEmulator(options)
        names.set(emulator, createSandboxNames())
        if (listen) await emulator.listen()
        await use(emulator)
        await emulator.close()
      },
      { scope: 'file' },
    ],
    telnyx: async ({ emulator, task }, use) => {
      const nameSandbox = names.get(emulator)
      if (nameSandbox === undefined)
        throw new InputError(
          'Vitest 3 supports one emulator per file: use one `test` or createTest() in each, or Vitest 4.',
        )
      const telnyx = toTestSandbox(emulator, nameSandbox(task.name))
      await use(telnyx)
      if (task.result?.state === 'fail' && !task.fails) {
        const journal = await readJournalText(telnyx)
        if (journal !== '') console.error(toVisible(journal, { keepsLines: true }))
      }
      await deleteSandbox(telnyx)
    },
    handset: async ({ telnyx }, use) => {
      await use(createHandset(telnyx))
    },
  })
}

/**
 * Vitest's `test` with the fixtures `telnyx`, `handset` and `emulator`.
 *
 * @example
 * ```ts
 * test('a code is valid for five minutes', async ({ telnyx, handset }) => {
 *   await login.sendCode('+13035551234')
 *   const code = await handset.code('+13035551234')
 *   await telnyx.clock.advance('5m')
 *   expect(await login.checkCode(code)).toBe(false)
 * })
 * ```
 */
export const test: TestAPI<TelnyxFixtures> = createTest()

function toTestSandbox(emulator: Emulator, name: string): TestSandbox {
  const sandbox = emulator.sandbox(name)
  const { inbox } = sandbox
  return {
    ...sandbox,
    inbox: {
      ...inbox,
      next: (phoneNumber, options) => inbox.next(phoneNumber, { ...options, timeout: options?.timeout ?? patience }),
    },
    fetch: intoSandbox(emulator.fetch, sandbox.apiKey),
  }
}

/** Deletes a test's sandbox, to keep the emulator of a long run small. An unused sandbox does not exist. */
async function deleteSandbox({ server, sandboxName }: SandboxClient): Promise<void> {
  await server.sandboxes.delete(sandboxName).catch((error: unknown) => {
    if (!(error instanceof ControlError) || (error.status !== 404 && error.status !== 410)) throw error
  })
}

expect.extend({ toHaveSentCodeTo, toHaveReceivedRequest })

declare global {
  // Vitest's own Matchers has other type parameters in each major release; this interface is the base of all of them.
  namespace Chai {
    interface Assertion {
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
  }
}
