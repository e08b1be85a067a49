import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { mutants } from '../../../src/audit/tests/mutants/mutants.js'
import { recognizeRunner, runners } from '../../../src/audit/tests/sketches/runner.js'
import { writeSketch } from '../../../src/audit/tests/sketches/sketch.js'
import { mutantIds } from '../../../src/core/mutants.js'

describe('a runner is recognized', () => {
  const scripts: Readonly<Record<string, string>> = {
    test: 'vitest run',
    'test:e2e': 'playwright test',
    ci: 'npm run test:e2e',
    loop: 'npm run loop',
  }
  test.each([
    ['npx vitest run --bail 1', 'vitest'],
    ['npm test', 'vitest'],
    ['npm t', 'vitest'],
    ['pnpm --silent run ci', 'playwright'],
    ['yarn test:e2e', 'playwright'],
    ['npx playwright test', 'playwright'],
    ['node_modules/.bin/jest -i', 'jest'],
    ['node --test test/', 'node:test'],
    ['node --import tsx --test', 'node:test'],
    ['python -m pytest -q', 'pytest'],
    ['pytest', 'pytest'],
    ['go test ./...', 'other'],
    ['npm run missing', 'other'],
    ['npm run loop', 'other'],
    ['make vitest-less', 'other'],
  ])('from %s: %s', (command, runner) => {
    expect(recognizeRunner(command, (name) => scripts[name])).toBe(runner)
  })
})

describe.each(runners)('a sketch for %s', (runner) => {
  test.each(mutantIds)('of the test that notices %s', (id) => {
    const sketch = writeSketch(mutants[id].test, runner)
    expect(sketch).not.toMatch(/undefined|\[object/)
    if (runner === 'pytest') expect(sketch).toMatch(/^def test_\w+\(login\):$/m)
    if (runner === 'pytest' || runner === 'other') return
    const { diagnostics = [] } = ts.transpileModule(sketch, { reportDiagnostics: true })
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([])
  })
})

test('a sketch reads like a test of the runner', () => {
  expect(writeSketch(mutants['attempts-never-exhausted'].test, 'vitest')).toBe(
    [
      "test('after five wrong codes the right one is refused too', async ({ telnyx, handset }) => {",
      "  const phone = '+13035551234'",
      '  await login.sendCode(phone)',
      '  const code = await handset.code(phone)',
      "  const wrongCode = code === '00000' ? '11111' : '00000'",
      '  for (let guess = 1; guess <= 5; guess += 1) expect(await login.checkCode(wrongCode)).toBe(false)',
      '  expect(await login.checkCode(code)).toBe(false)',
      '})',
    ].join('\n'),
  )
})
