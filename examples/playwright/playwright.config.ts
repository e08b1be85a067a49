import { defineConfig } from '@playwright/test'
import type { TestFixtures, WorkerFixtures } from 'telnyx-verify-emulator/playwright'

/** An installed Chromium, instead of the one that `npx playwright install chromium` downloads. */
const executablePath = process.env.CHROMIUM_PATH

/** The profile of every fresh sandbox, with six-digit codes. */
const profile = { id: '4900019b-76da-b800-8000-000000000001', name: 'Login', sms: { code_length: 6 } }

export default defineConfig<TestFixtures, WorkerFixtures>({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  use: {
    // A page that never changes fails a test soon, and not only after its 30 seconds.
    actionTimeout: 5000,
    ...(executablePath && { launchOptions: { executablePath } }),
    emulatorOptions: { fixtures: { version: 1, profiles: [profile] } },
  },
})
