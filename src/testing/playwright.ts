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
import { relative } from 'node:path'
import { test as base, type Expect, type TestInfo } from '@playwright/test'
import type { SandboxClient } from '../client/connect.js'
import type { Emulator } from '../emulator/emulator.js'
import type { EmulatorOptions } from '../emulator/options.js'
import type { VerifyOperationId } from '../spec/operations.js'
import { type RunnerTest, reportFailure } from './failed-test.js'
import { createHandset, type Handset } from './handset.js'
import {
  type MatcherResult,
  type ReceivedRequestOptions,
  type SentCodeOptions,
  toHaveReceivedRequest,
  toHaveSentCodeTo,
} from './matchers.js'
import { findReplay } from './replayed-test.js'
import { toPlaywrightCommand } from './run-command.js'
import { readRunFolder } from './run-files.js'
import { withSeedOf } from './test-emulator.js'
import { thisRealm } from './this-realm.js'

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
   * export default defineConfig<TestFixtures, WorkerFixtures>({ use: { emulatorOptions: { seed: 1 } } })
   * ```
   * @default {}
   */
  emulatorOptions: EmulatorOptions
  /**
   * Folder for the runs of failed tests, one file each, which `tve replay` repeats; the file is attached to the test, too.
   * `true` means the folder of the environment variable TVE_RUN_FILES, otherwise `tve-runs`; `false` saves none.
   *
   * @example
   * ```ts
   * export default defineConfig<TestFixtures, WorkerFixtures>({ use: { runFiles: process.env.CI !== undefined } })
   * ```
   * @default undefined: the folder of TVE_RUN_FILES; without it no run is saved
   */
  runFiles: string | boolean | undefined
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
   * fails, and its run if `runFiles` is set.
   */
  telnyx: SandboxClient
  /** The phones in this test. */
  handset: Handset
}

/**
 * Playwright's `test` with the fixtures `telnyx`, `handset`, `emulator`, `emulatorOptions` and `runFiles`.
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
  runFiles: [undefined, { scope: 'worker', option: true }],
  emulator: [
    async ({ emulatorOptions, runFiles }, use, { parallelIndex }) => {
      const replay = findReplay(process.env)
      if (replay !== undefined) return use(replay.connect(thisRealm.fetch))
      const isRecorded = readRunFolder(runFiles, process.env) !== undefined
      const options = isRecorded ? { ...emulatorOptions, recordRuns: true } : emulatorOptions
      const emulator = await thisRealm.create(withSeedOf(`${parallelIndex}`, options))
      await emulator.listen()
      await use(emulator)
      await emulator.close()
    },
    { scope: 'worker' },
  ],
  telnyx: [
    async ({ emulator, runFiles }, use, testInfo) => {
      const test = toRunnerTest(testInfo)
      const replay = findReplay(process.env)
      // The emulator of a replay is that of one test.
      if (replay !== undefined) testInfo.skip(!replay.isAbout(test), 'tve replay repeats the run of another test')
      const startedMs = process.uptime() * 1000
      const elapsedMs = () => process.uptime() * 1000 - startedMs
      await emulator.reset()
      await use(emulator)
      if (testInfo.status === testInfo.expectedStatus) return
      const folder = replay === undefined ? readRunFolder(runFiles, process.env) : undefined
      const files = folder === undefined ? undefined : { folder, write: thisRealm.write }
      const { journal, replay: how, runFile } = await reportFailure({ test, shared: emulator, elapsedMs, files })
      const attach = (name: string, body: string) => testInfo.attach(name, { body, contentType: 'text/plain' })
      if (journal !== '') await attach('telnyx-verify-emulator', journal)
      // Apart, because the output of Playwright shows only the first 300 characters of a text.
      if (how !== '') await attach('telnyx-verify-emulator-replay', how)
      if (runFile !== undefined)
        await testInfo.attach('telnyx-verify-emulator-run', { path: runFile, contentType: 'application/json' })
    },
    // A test that only reads the page must not see data of an earlier test.
    { auto: true },
  ],
  handset: async ({ telnyx }, use) => {
    await use(createHandset(telnyx))
  },
})

/** A test as Playwright knows it. */
function toRunnerTest({ file, line, titlePath, project, config, ...attempt }: TestInfo): RunnerTest {
  const toPath = (path: string) => relative(process.cwd(), path).replaceAll('\\', '/')
  const place = { file: toPath(file), line, project: project.name }
  const configFile = config.configFile && toPath(config.configFile)
  return {
    file: project.name === '' ? place.file : `${project.name}/${place.file}`,
    titles: titlePath.slice(1),
    toCommand: () => toPlaywrightCommand({ ...place, configFile }),
    attempt: `${attempt.repeatEachIndex} ${attempt.retry}`,
  }
}

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
