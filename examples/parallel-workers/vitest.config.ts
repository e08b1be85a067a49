import { defineConfig } from 'vitest/config'

const workers = 8

/** One emulator for the run, and the same tests in eight workers at the same time. */
export default defineConfig({
  test: {
    globalSetup: 'test/emulator.ts',
    maxWorkers: workers,
    projects: Array.from({ length: workers }, (_, index) => ({
      test: {
        name: `worker-${index + 1}`,
        env: { WORKER: `${index + 1}`, WORKERS: `${workers}` },
        testTimeout: 60_000,
      },
    })),
  },
})
