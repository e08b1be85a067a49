import { defineConfig } from 'vitest/config'

/** Tests that measure memory or install the package into a project. */
const slow = 'test/**/*.slow.test.ts'
/** Slow tests of which the version of Node is no part: of other languages, and audits of the examples. */
const once = 'test/**/*.once.slow.test.ts'
/** Tests in a real browser. */
const browser = 'test/browser/**'

/** CI shares two processors among servers, browsers and compilers, so it tries a failed test once more. */
const retry = process.env.CI ? 1 : 0

export default defineConfig({
  test: {
    // The default leaves one processor free, which on two processors means a single worker.
    maxWorkers: '100%',
    retry,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The default is a second, which says how busy the machine is and nothing of the product.
    expect: { poll: { timeout: 50_000 } },
    projects: [
      // Modules keep no state of their own, so the files of a worker share what they import.
      { extends: true, test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: [slow], isolate: false } },
      {
        extends: true,
        test: { name: 'slow', include: [slow], exclude: [browser, once], sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        // These wait for installers, other languages and cool-downs much of the time, so a third file fills the gaps.
        test: { name: 'once', include: [once], maxWorkers: 3, sequence: { groupOrder: 2 } },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.slow.test.ts'],
          // A page needs a processor for itself and one for the emulator, so these files run last and one by one.
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
