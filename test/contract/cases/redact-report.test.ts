import { expect, test } from 'vitest'
import { compareRuns } from '../../../src/contract/cases/compare-runs.js'
import { readCases } from '../../../src/contract/cases/library.js'
import { redactReport } from '../../../src/contract/cases/redact-report.js'
import { runCases } from '../../../src/contract/cases/run.js'
import { everything, useTarget } from '../targets.js'

const secret = 'qReal.secret.7Zx'
const cases = readCases()

test('findings about the real service contain no secret, and everything else', async () => {
  const [a, b] = [
    await useTarget('emulator', { seed: 1 }),
    await useTarget('upstream', { seed: 2 }, ({ body }) => {
      if (body?.data === undefined) return
      Object.assign(body.data, { access_token: secret, name: `by ${secret}`, language: 'xx', to: '+4915112345678' })
    }),
  ]
  const runs = [await runCases(a.target, cases, everything), await runCases(b.target, cases, everything)] as const
  const report = compareRuns(...runs)
  expect(JSON.stringify(report)).toContain(secret)
  const clean = JSON.stringify(redactReport(report, runs, { ...everything, keys: [] }))
  expect(clean).not.toMatch(/Real\.secret|15112345678/)
  expect(clean).toContain('/data/access_token')
  expect(clean).toContain('upstream \\"xx\\"')
})

test('findings about emulators stay as they are', async () => {
  const { target } = await useTarget('emulator', { seed: 1 })
  const run = await runCases(target, cases, everything)
  const report = compareRuns(run, run)
  expect(redactReport(report, [run, run], { ...everything, keys: [] })).toBe(report)
})
