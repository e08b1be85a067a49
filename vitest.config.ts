import { defineConfig } from 'vitest/config'

/** Where CI wants the results as JSON, to count them. */
const report = process.env.SUITE_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
})
