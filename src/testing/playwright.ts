import { test as base } from '@playwright/test'
import { createEmulator, type Emulator } from '../emulator/create-emulator.js'
import type { EmulatorOptions } from '../emulator/options.js'
import { createHandset, type Handset } from './handset.js'
import { readJournalText } from './journal-text.js'
import { toHaveReceivedCode, toHaveRequested } from './matchers.js'

export type { Handset } from './handset.js'

export interface WorkerFixtures {
  /** Of the worker's emulator: `use: { emulatorOptions: { seed: 1 } }`. */
  emulatorOptions: EmulatorOptions
  /** One a worker, on a free port of 127.0.0.1. Start the application with its `env`, in a fixture of the worker's. */
  emulator: Emulator
}

export interface TestFixtures {
  /** The phones. Every test finds the emulator fresh; what happened there is attached to a test that fails. */
  handset: Handset
}

/** Playwright's `test`, with an emulator for each worker. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  emulatorOptions: [{}, { scope: 'worker', option: true }],
  emulator: [
    async ({ emulatorOptions }, use) => {
      const emulator = await createEmulator(emulatorOptions)
      await emulator.listen()
      await use(emulator)
      await emulator.close()
    },
    { scope: 'worker' },
  ],
  handset: [
    async ({ emulator }, use, testInfo) => {
      await emulator.reset()
      await use(createHandset(emulator))
      if (testInfo.status === testInfo.expectedStatus) return
      const body = await readJournalText(emulator)
      if (body !== '') await testInfo.attach('telnyx-verify-emulator', { body, contentType: 'text/plain' })
    },
    // A test that only looks at the page must not find what another left behind.
    { auto: true },
  ],
})

/** Playwright's `expect`, with the matchers for an emulator or `handset.sandbox`. */
export const expect = base.expect.extend({ toHaveReceivedCode, toHaveRequested })
