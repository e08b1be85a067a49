import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import {
  formatCommand,
  toJestCommand,
  toNodeTestCommand,
  toPlaywrightCommand,
  toVitestCommand,
} from '../../src/testing/run-command.js'

/** The pattern behind an option, as the runner reads it. */
const patternIn = (command: readonly string[], option: string) =>
  new RegExp((command.find((argument) => argument.startsWith(option)) as string).slice(option.length))

const awkward = 'costs $5 (a|b)? [x] \\d+ ^.*'

test('Vitest finds one test by its file, its project and its full name', () => {
  const command = toVitestCommand({ file: 'test/login.test.ts', project: 'unit', titles: ['login', awkward] })
  expect(command.slice(0, 4)).toEqual(['npx', 'vitest', 'run', 'test/login.test.ts'])
  expect(command).toContain('--project=unit')
  const pattern = patternIn(command, '--testNamePattern=')
  expect(`login ${awkward}`).toMatch(pattern)
  expect(`login ${awkward} and more`).not.toMatch(pattern)
  expect(toVitestCommand({ file: 'a.test.ts', project: '', titles: ['x'] })).toEqual([
    'npx',
    'vitest',
    'run',
    'a.test.ts',
    '--testNamePattern=^x$',
  ])
})

test('Jest finds one test by the path of its file and its full name', () => {
  expect(toJestCommand({ file: 'test/a.test.js', titles: ['login', 'works (once)'] })).toEqual([
    'npx',
    'jest',
    '--runTestsByPath',
    'test/a.test.js',
    '--testNamePattern=^login works [(]once[)]$',
  ])
})

test('node:test finds a test by its name and those around it, with the loaders of the run', () => {
  const plan = { file: 'test/a.test.ts', titles: ['top (a)', 'sub'], execArgv: [], nodeVersion: '24.1.0' }
  const command = toNodeTestCommand(plan)
  expect([command[0], command[1], command.at(-1)]).toEqual(['node', '--test', 'test/a.test.ts'])
  const pattern = patternIn(command, '--test-name-pattern=')
  // A test runs its subtests itself, so it must match; the name of a subtest contains the names around it.
  for (const name of ['top (a)', 'top (a) sub']) expect(name).toMatch(pattern)
  for (const name of ['sub', 'top (a) sub 2', 'a top (a)']) expect(name).not.toMatch(pattern)
  // Node 20 compares each name alone.
  const old = patternIn(toNodeTestCommand({ ...plan, nodeVersion: '20.20.2' }), '--test-name-pattern=')
  for (const name of ['top (a)', 'sub']) expect(name).toMatch(old)
  const execArgv = [
    '--test-timeout=0',
    '--import=tsx',
    '--v8-pool-size=4',
    '--import',
    'tsx',
    '-r',
    './x.cjs',
    '--test',
  ]
  expect(toNodeTestCommand({ ...plan, titles: ['x'], execArgv })).toEqual([
    'node',
    '--import=tsx',
    '--require=./x.cjs',
    '--test',
    '--test-name-pattern=^x$',
    'test/a.test.ts',
  ])
})

test('Playwright finds one test by file and line, in its project and with its configuration', () => {
  const plan = { file: 'tests/login.spec.ts', line: 12, project: 'mobile', configFile: 'playwright.config.ts' }
  expect(toPlaywrightCommand(plan)).toEqual(['npx', 'playwright', 'test', 'tests/login.spec.ts:12', '--project=mobile'])
  expect(toPlaywrightCommand({ ...plan, file: '(auth)/[id].spec.ts' })[3]).toBe('\\(auth\\)/\\[id\\].spec.ts:12')
  expect(toPlaywrightCommand({ ...plan, project: '', configFile: 'e2e/pw.config.ts' })).toEqual([
    'npx',
    'playwright',
    'test',
    'tests/login.spec.ts:12',
    '--config=e2e/pw.config.ts',
  ])
})

test.skipIf(process.platform === 'win32')('a shell reads a printed command as it was meant', () => {
  const given = ['npx', 'vitest', `-t=^it's "new" \\$5 \`x\` $HOME !1 %PATH%$`, '', 'ü ü', 'a*b', '--x=~', '#']
  const printed = formatCommand(
    { args: ['node', '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...given] },
    'linux',
  )
  expect(JSON.parse(execFileSync('sh', ['-c', printed], { encoding: 'utf8' }))).toEqual(given)
})

test('a command without special characters is printed without quotes, and for Windows with double ones', () => {
  const args = ['npx', 'jest', 'a/b-c.test.ts:12', '--x=1']
  expect(formatCommand({ args }, 'linux')).toBe('npx jest a/b-c.test.ts:12 --x=1')
  expect(formatCommand({ args: ['npx', '-t=^it "x" works$'] }, 'win32')).toBe('npx "-t=^it \\"x\\" works$"')
  const nodeOptions = '--experimental-vm-modules'
  expect(formatCommand({ args, nodeOptions }, 'linux')).toMatch(/^NODE_OPTIONS=--experimental-vm-modules npx jest/)
  expect(formatCommand({ args, nodeOptions }, 'win32')).toMatch(/^set "NODE_OPTIONS=--experimental-vm-modules" && npx/)
})
