import { defineConfig } from 'vitest/config'

/** Tests that compile other languages, measure memory or install the package into a project. */
const slow = 'test/**/*.slow.test.ts'

export default defineConfig({
  test: {
    // The default leaves one processor free, which on two processors means a single worker.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Modules keep no state of their own, so the files of a worker share what they import.
      { extends: true, test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: [slow], isolate: false } },
      // Pages and processes take their time on a busy machine.
      { extends: true, test: { name: 'slow', include: [slow], expect: { poll: { timeout: 5000 } } } },
    ],
  },
})
