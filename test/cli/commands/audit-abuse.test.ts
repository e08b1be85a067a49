import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../../tools/documents.js'
import { runCommand } from '../../support/command.js'
import { useFolder } from '../../support/folder.js'

const apps = join(root, 'examples', 'login-apps')
const flow = join(apps, 'node', 'login.yaml')
const correct = ['--', process.execPath, join(apps, 'node', 'app.mjs')]
const wrong = ['--', process.execPath, join(apps, 'wrong', 'app.mjs')]

const audit = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCommand(['audit', 'abuse', ...args], { env }).ended

test('exits with 0 for an application with limits, whose clock it moves', async () => {
  const folder = useFolder()
  const [html, markdown] = [join(folder, 'abuse.html'), join(folder, 'my abuse.md')]
  const reports = ['--report', `html=${html}`, '--report', `markdown=${markdown}`]
  const { code, stdout, stderr } = await audit([flow, '--hours', '2', ...reports, ...correct])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/time +2 hours\n/)
  expect(stdout).toMatch(/honest users +4 of 4 logged in/)
  expect(stdout).toMatch(/Numbers in a row +40 +20 +\$0\.60 +\$0\.30 +limit per address \(00:00\)/)
  expect(stdout).toContain('Passed: 1 vendor-default, 7 passed.')
  expect(readFileSync(html, 'utf8')).toMatch(/<figure>[\s\S]*<svg [\s\S]*<\/svg>\s*<\/figure>/)
  expect(readFileSync(markdown, 'utf8')).toContain('](my%20abuse-cost.svg)')
  expect(readFileSync(join(folder, 'my abuse-cost.svg'), 'utf8')).toMatch(/^<svg xmlns=/)
})

test('exits with 1 for an application without a limit, with the bill at the given prices', async () => {
  const prices = ['--prices', '{"verification":0.05,"sms":0.01}', '--max-usd-per-hour', '1.5']
  const { code, stdout } = await audit([flow, '--hours', '1', '--json', ...prices, ...wrong], { FAULT: 'many-numbers' })
  const report = JSON.parse(stdout)
  const findings = report.sections.flatMap((section: { findings: object[] }) => section.findings)
  const failed = findings.filter(({ kind }: { kind: string }) => kind === 'failed')
  expect(failed).toEqual([
    expect.objectContaining({ rule: 'address-limit', expected: 'At most 10 numbers an hour', actual: '20' }),
    expect.objectContaining({ rule: 'hourly-bill', expected: 'At most $1.50' }),
  ])
  expect(report.facts.messages).toContain('at $0.06 each')
  expect(code).toBe(1)
})

test('an application whose clock must not be moved is rehearsed for an hour', async () => {
  const { code, stdout } = await audit([flow, '--no-move-clock', ...correct])
  expect(stdout).toMatch(/time +1 hour; the application keeps a clock of its own/)
  expect(stdout).toMatch(/unproven +clock/)
  expect(code).toBe(0)
})

describe('exits with 2 and says why', () => {
  test('for another host', async () => {
    const file = join(useFolder(), 'login.yaml')
    const steps = [
      'start: { path: /, json: "{{phone}}" }',
      'check: { path: /, json: "{{code}}" }',
      'inside: { path: / }',
    ]
    writeFileSync(file, ['base: http://app.example', ...steps].join('\n'))
    const { code, stderr } = await audit([file, ...correct])
    expect(stderr).toBe(
      'app.example is not this machine. The audit asks for many messages: if the application is yours and uses an emulator, pass --allow-host.\n',
    )
    expect(code).toBe(2)
  })

  test.each([
    ['--prices', '{"sms":0.01}'],
    ['--seed', '2'],
    ['--daily-spend-limit', '5'],
  ])('for %s with an emulator that runs already', async (flag, value) => {
    const { code, stderr } = await audit([flow, flag, value])
    expect(stderr).toContain(`${flag} requires the audit to start the emulator`)
    expect(code).toBe(2)
  })

  test('for an invalid number', async () => {
    const { code, stderr } = await audit([flow, '--hours', '25', ...correct])
    expect(stderr).toContain('It must be a whole number from 1 to 24.')
    expect(code).toBe(2)
  })
})
