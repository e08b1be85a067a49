import type { SandboxClient } from '../client/connect.js'
import { ControlError } from '../client/errors.js'
import type { Emulator } from '../emulator/emulator.js'
import type { EmulatorOptions } from '../emulator/options.js'
import type { Fetch } from '../http/fetch.js'
import { toVisible } from '../wire/visible-text.js'
import { type RunFiles, type RunnerTest, reportFailure, type WriteFile } from './failed-test.js'
import { createHandset, type Handset } from './handset.js'
import { patience } from './matchers.js'
import { findReplay, type Replay } from './replayed-test.js'
import { readRunFolder } from './run-files.js'
import { intoSandbox } from './sandbox-fetch.js'
import { createSandboxNames } from './sandbox-names.js'

/**
 * Options of a test file's emulator: those of `createEmulator`, whether it listens, and where runs are saved. With a `seed` each test file has
 * codes and IDs of its own, the same in every run.
 *
 * @example
 * ```ts
 * const options: TestEmulatorOptions = { seed: 1, listen: true }
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
  /**
   * Folder for the runs of failed tests, one file each, which `tve replay` repeats. `true` means the folder of the
   * environment variable TVE_RUN_FILES, otherwise `tve-runs`; `false` saves none.
   *
   * @default the folder of TVE_RUN_FILES; without it no run is saved
   */
  readonly runFiles?: string | boolean | undefined
}

/** The sandbox of one test. `inbox.next` waits 4 seconds by default, which is below the usual timeout of a test. */
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
  /** The emulator of the test file. The tests of a file share it. */
  emulator: Emulator
  /**
   * Telnyx for this test: its own sandbox, named after it. If the test fails, the last entries of its journal are
   * printed, and its run is saved if `runFiles` is set.
   */
  telnyx: TestSandbox
  /** The phones in this test. */
  handset: Handset
}

/** The emulator of a test file, and its sandboxes. */
export interface TestEmulator {
  readonly emulator: Emulator
  /** Opens the sandbox of a test, named after its title. */
  open(test: RunnerTest): TestFixtures
}

/** The fixtures of one test, and how it ends. */
export interface TestFixtures extends Omit<TelnyxFixtures, 'emulator'> {
  /** Deletes the sandbox, to keep the emulator of a long run small, and reports what happened in it if the test failed. */
  close(hasFailed: boolean, print: (text: string) => void): Promise<void>
}

/** What a runner's tests run in. */
export interface Surroundings {
  /** Creates an emulator, and its client if that belongs to another realm. */
  readonly create: (options: EmulatorOptions) => Promise<Emulator>
  /** A fetch that no test replaces. */
  readonly fetch: Fetch
  readonly write: WriteFile
}

/**
 * Starts the emulator of a test file; in `tve replay` of one of its tests, connects to the one that replays it.
 *
 * @param file path of the test file, relative to its project. Seeds differ by it, so that two workers with one seed never
 * make the same ID.
 */
export async function startTestEmulator(
  { listen = false, runFiles, ...options }: TestEmulatorOptions,
  file: string,
  { create, fetch, write }: Surroundings,
): Promise<TestEmulator> {
  const folder = readRunFolder(runFiles, process.env)
  const replay = findReplay(process.env)
  const nameSandbox = createSandboxNames()
  if (replay?.hasFile(file.replace(/^\//, ''))) return openReplay(replay, fetch, nameSandbox)
  const recorded = folder === undefined ? options : { ...options, recordRuns: true }
  const emulator = await create(withSeedOf(file, recorded))
  if (listen) await emulator.listen()
  const files = folder === undefined ? undefined : { folder, write }
  return { emulator, open: (test) => openSandbox(emulator, { name: nameSandbox(titleOf(test)), test, files }) }
}

const titleOf = ({ titles }: RunnerTest) => titles.at(-1) ?? ''

/** Opens the sandbox of the replayed run for the test that it is about, once: another attempt is not part of the run. */
function openReplay(replay: Replay, fetch: Fetch, nameSandbox: (title: string) => string): TestEmulator {
  const emulator = replay.connect(fetch)
  let isTaken = false
  return {
    emulator,
    open: (test) => {
      const usual = nameSandbox(titleOf(test))
      if (isTaken || !replay.isAbout(test)) return openSandbox(emulator, { name: usual, test })
      isTaken = true
      const isShared = replay.sandboxName === emulator.sandboxName
      return openSandbox(emulator, { name: isShared ? usual : replay.sandboxName, test, isKept: true })
    },
  }
}

/** Extends the seed, if there is one, by a part of its own for a test file or a worker. */
export function withSeedOf(part: string, options: EmulatorOptions): EmulatorOptions {
  return options.seed === undefined ? options : { ...options, seed: `${options.seed}/${part.replaceAll('\\', '/')}` }
}

interface OpenedSandbox {
  readonly name: string
  readonly test: RunnerTest
  readonly files?: RunFiles | undefined
  /** Whether it is kept after the test. */
  readonly isKept?: boolean
}

function openSandbox(emulator: Emulator, { name, test, files, isKept = false }: OpenedSandbox): TestFixtures {
  const sandbox = emulator.sandbox(name)
  const { inbox } = sandbox
  const telnyx: TestSandbox = {
    ...sandbox,
    inbox: {
      ...inbox,
      next: (phoneNumber, options) => inbox.next(phoneNumber, { ...options, timeout: options?.timeout ?? patience }),
    },
    fetch: intoSandbox(emulator.fetch, sandbox.apiKey),
  }
  return {
    telnyx,
    handset: createHandset(telnyx),
    close: async (hasFailed, print) => {
      if (hasFailed) {
        // An application that was started once for the file uses the sandbox of the emulator itself.
        const failed = { test: { ...test, attempt: name }, own: telnyx, shared: emulator, files }
        const { journal, replay } = await reportFailure(failed)
        const text = [journal, replay].filter(Boolean).join('\n')
        if (text !== '') print(toVisible(text, { keepsLines: true }))
      }
      if (!isKept) await deleteSandbox(telnyx)
    },
  }
}

/** Deletes a test's sandbox. An unused sandbox does not exist. */
async function deleteSandbox({ server, sandboxName }: SandboxClient): Promise<void> {
  await server.sandboxes.delete(sandboxName).catch((error: unknown) => {
    if (!(error instanceof ControlError) || (error.status !== 404 && error.status !== 410)) throw error
  })
}
