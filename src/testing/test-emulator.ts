import type { SandboxClient } from '../client/connect.js'
import { ControlError } from '../client/errors.js'
import type { Emulator } from '../emulator/emulator.js'
import type { EmulatorOptions } from '../emulator/options.js'
import type { Fetch } from '../http/fetch.js'
import { toVisible } from '../wire/visible-text.js'
import { createHandset, type Handset } from './handset.js'
import { readJournalText } from './journal-text.js'
import { patience } from './matchers.js'
import { intoSandbox } from './sandbox-fetch.js'
import { createSandboxNames } from './sandbox-names.js'

/**
 * Options of a test file's emulator: those of `createEmulator`, and whether it listens. With a `seed` each test file has
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
   * printed.
   */
  telnyx: TestSandbox
  /** The phones in this test. */
  handset: Handset
}

/** The emulator of a test file, and its sandboxes. */
export interface TestEmulator {
  readonly emulator: Emulator
  /** Opens the sandbox of a test, named after its title. */
  open(title: string): TestFixtures
}

/** The fixtures of one test, and how it ends. */
export interface TestFixtures extends Omit<TelnyxFixtures, 'emulator'> {
  /** Deletes the sandbox, to keep the emulator of a long run small, and prints its journal first if the test failed. */
  close(hasFailed: boolean, print: (text: string) => void): Promise<void>
}

/** Creates an emulator, and its client if that belongs to another realm. */
export type Create = (options: EmulatorOptions) => Promise<Emulator>

/**
 * Starts the emulator of a test file.
 *
 * @param file path of the test file, relative to its project. Seeds differ by it, so that two workers with one seed never
 * make the same ID.
 */
export async function startTestEmulator(
  { listen = false, ...options }: TestEmulatorOptions,
  file: string,
  create: Create,
): Promise<TestEmulator> {
  const emulator = await create(withSeedOf(file, options))
  if (listen) await emulator.listen()
  const nameSandbox = createSandboxNames()
  return { emulator, open: (title) => openSandbox(emulator, nameSandbox(title)) }
}

/** Extends the seed, if there is one, by a part of its own for a test file or a worker. */
export function withSeedOf(part: string, options: EmulatorOptions): EmulatorOptions {
  return options.seed === undefined ? options : { ...options, seed: `${options.seed}/${part.replaceAll('\\', '/')}` }
}

function openSandbox(emulator: Emulator, name: string): TestFixtures {
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
        const journal = await readJournalText(telnyx)
        if (journal !== '') print(toVisible(journal, { keepsLines: true }))
      }
      await deleteSandbox(telnyx)
    },
  }
}

/** Deletes a test's sandbox. An unused sandbox does not exist. */
async function deleteSandbox({ server, sandboxName }: SandboxClient): Promise<void> {
  await server.sandboxes.delete(sandboxName).catch((error: unknown) => {
    if (!(error instanceof ControlError) || (error.status !== 404 && error.status !== 410)) throw error
  })
}
