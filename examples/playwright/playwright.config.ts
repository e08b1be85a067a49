import { defineConfig } from '@playwright/test'

/** A Chromium of the system's, in place of the one that `npx playwright install chromium` brings. */
const executablePath = process.env.CHROMIUM_PATH

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  use: executablePath ? { launchOptions: { executablePath } } : {},
})
