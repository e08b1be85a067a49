import { test as base, expect, type TestAPI } from 'vitest'
import { EmulatorError } from '../client/call.js'
import type { SandboxClient } from '../client/connect.js'
import { createEmulator, type Emulator } from '../emulator/create-emulator.js'
import type { EmulatorOptions } from '../emulator/options.js'
import type { Fetch } from '../http/fetch.js'
import type { VerifyOperationId } from '../spec/operations.js'
import { readJournalText } from './journal-text.js'
import {
  patienceSecs,
  type ReceivedCodeOptions,
  type RequestedOptions,
  toHaveReceivedCode,
  toHaveRequested,
} from './matchers.js'
import { intoSandbox } from './sandbox-fetch.js'
import { createSandboxNames } from './sandbox-names.js'

export interface WorkerEmulatorOptions extends EmulatorOptions {
  /** Puts the emulator on a free port of 127.0.0.1, for an application in another process; `verify.url` and `verify.env` then name it. */
  readonly listen?: boolean
}

/** A sandbox of the test's own. */
export interface Verify extends SandboxClient {
  /** Answers in this process, in this sandbox, whichever key the client has. */
  readonly fetch: Fetch
}

export interface VerifyFixtures {
  /** Of the worker's emulator. Override it: `test.override({ emulatorOptions: { seed: 1 } })`. */
  emulatorOptions: WorkerEmulatorOptions
  /** One a worker, started by the first test that wants it. */
  emulator: Emulator
  /** A sandbox for this test alone, named after it. What happened there is printed when the test fails. */
  verify: Verify
}

const nameSandbox = createSandboxNames()

/** Vitest's `test`, with an emulator. */
export const test: TestAPI<VerifyFixtures> = base.extend<VerifyFixtures>({
  emulatorOptions: [{}, { scope: 'worker' }],
  emulator: [
    async ({ emulatorOptions }, use) => {
      const { listen = false, ...options } = emulatorOptions
      const emulator = await createEmulator(options)
      if (listen) await emulator.listen()
      await use(emulator)
      await emulator.close()
    },
    { scope: 'worker' },
  ],
  verify: async ({ emulator, task }, use) => {
    const verify = toVerify(emulator, nameSandbox(task.name))
    await use(verify)
    if (task.result?.state === 'fail' && !task.fails) {
      const journal = await readJournalText(verify)
      if (journal !== '') console.error(journal)
    }
    await forget(verify)
  },
})

function toVerify(emulator: Emulator, name: string): Verify {
  const sandbox = emulator.sandbox(name)
  const { inbox } = sandbox
  return {
    ...sandbox,
    inbox: {
      ...inbox,
      next: (phoneNumber, options) => inbox.next(phoneNumber, { timeoutSecs: patienceSecs, ...options }),
    },
    fetch: intoSandbox(emulator.fetch, sandbox.apiKey),
  }
}

/** So that the emulator of a long run stays small. One that was never used is not there. */
async function forget({ sandboxes, sandboxName }: SandboxClient): Promise<void> {
  await sandboxes.delete(sandboxName).catch((error: unknown) => {
    if (!(error instanceof EmulatorError) || error.status !== 404) throw error
  })
}

expect.extend({ toHaveReceivedCode, toHaveRequested })

declare global {
  // Vitest's own Matchers has other type parameters in each major release; this interface lies below all of them.
  namespace Chai {
    interface Assertion {
      /** LongPolls for a code that is sent to a number; with `.not` it looks at what is there now. Give it `verify`. */
      toHaveReceivedCode(phoneNumber: string, options?: ReceivedCodeOptions): Promise<void>
      /** Looks for requests that the application has made up to now. Give it `verify`. */
      toHaveRequested(operation: VerifyOperationId, options?: RequestedOptions): Promise<void>
    }
  }
}
