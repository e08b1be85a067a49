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
import { relative } from 'node:path'
import * as vitest from 'vitest'
import { test as base, expect, type TestAPI, type TestContext } from 'vitest'
import type { Emulator } from '../emulator/emulator.js'
import type { VerifyOperationId } from '../spec/operations.js'
import { InputError } from '../wire/input-error.js'
import type { RunnerTest } from './failed-test.js'
import { createHandset } from './handset.js'
import {
  type ReceivedRequestOptions,
  type SentCodeOptions,
  toHaveReceivedRequest,
  toHaveSentCodeTo,
} from './matchers.js'
import { toVitestCommand } from './run-command.js'
import { startTestEmulator, type TelnyxFixtures, type TestEmulator, type TestEmulatorOptions } from './test-emulator.js'
import { thisRealm } from './this-realm.js'

export type { VerifyOperationId } from '../spec/operations.js'
export type { CodeOptions, Handset } from './handset.js'
export type { ReceivedRequestOptions, SentCodeOptions } from './matchers.js'
export type { TelnyxFixtures, TestEmulatorOptions, TestSandbox } from './test-emulator.js'

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
export function createTest(options: TestEmulatorOptions = {}): TestAPI<TelnyxFixtures> {
  /** What belongs to each emulator of this `test`. */
  const started = new WeakMap<Emulator, TestEmulator>()
  // A function instead of a fixture for options: Vitest 3 does not pass an overridden fixture to its dependents.
  return base.extend<TelnyxFixtures>({
    emulator: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the dependencies of a fixture from the pattern.
      async ({}, use) => {
        const file = await startTestEmulator(options, await nameTestFile(), thisRealm)
        started.set(file.emulator, file)
        await use(file.emulator)
        await file.emulator.close()
      },
      { scope: 'file' },
    ],
    telnyx: async ({ emulator, task }, use) => {
      const file = started.get(emulator)
      if (file === undefined)
        throw new InputError(
          'Vitest 3 supports one emulator per file: use one `test` or createTest() in each, or Vitest 4.',
        )
      const { telnyx, close } = file.open(toRunnerTest(task))
      await use(telnyx)
      await close(task.result?.state === 'fail' && !task.fails, console.error)
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

/** A test as Vitest knows it. */
function toRunnerTest({ name, suite, file }: TestContext['task']): RunnerTest {
  const titles = [name]
  for (let block = suite; block !== undefined; block = block.suite) titles.unshift(block.name)
  const { projectName: project = '' } = file
  const path = relative(process.cwd(), file.filepath).replaceAll('\\', '/')
  return { file: nameFile(file), titles, toCommand: () => toVitestCommand({ file: path, project, titles }) }
}

/** The project, if it has a name, and the path of a file in it. */
const nameFile = ({ projectName = '', name }: TestContext['task']['file']) =>
  projectName === '' ? name : `${projectName}/${name}`

/** The project and the path of the running test's file; both are in its seed. */
async function nameTestFile(): Promise<string> {
  // Vitest 4.1 has moved the function, and warns about its old place.
  const { TestRunner } = vitest as Partial<Pick<typeof vitest, 'TestRunner'>>
  const { getCurrentTest } = TestRunner ?? (await import('vitest/suite'))
  const file = getCurrentTest()?.file
  return file === undefined ? String(expect.getState().testPath) : `${file.projectName ?? ''}/${file.name}`
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
