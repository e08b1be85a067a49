import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { rulesOf } from '../../../src/contract/cases/case.js'
import { compareRuns } from '../../../src/contract/cases/compare-runs.js'
import { readCases } from '../../../src/contract/cases/library.js'
import { openRecording } from '../../../src/contract/cases/recording-target.js'
import { reportRun } from '../../../src/contract/cases/report-run.js'
import { readRules } from '../../../src/contract/cases/rules.js'
import { runCases } from '../../../src/contract/cases/run.js'
import { exitCodeOf, findingsOf } from '../../../src/report/report.js'
import { root } from '../../../tools/documents.js'
import { everything, useTarget } from '../targets.js'

const recordings = `${root}fixtures/recordings`

test('the shipped recordings match the emulator and say where they come from', async () => {
  const names = readdirSync(recordings).filter((name) => name.endsWith('.har'))
  const cases = readCases(names.map((name) => name.replace('.har', '')))
  const { target } = await useTarget('emulator')
  const [emulated, recorded] = [
    await runCases(target, cases, everything),
    await runCases(openRecording(recordings), cases, everything),
  ]
  const report = compareRuns(emulated, recorded)
  expect(exitCodeOf(report)).toBe(0)
  expect(new Set(findingsOf(report).map(({ kind }) => kind))).toEqual(new Set(['same', 'confirms']))
  for (const name of names)
    expect(JSON.parse(readFileSync(`${recordings}/${name}`, 'utf8')).log.comment).toContain(
      'it proves nothing about the real service',
    )
})

test('the cases ask first what only the real service can answer, in the order of importance', () => {
  const wanted = ['C5', 'C4', 'P9', 'V9', 'P7', 'V6', 'W3', 'P6', 'V7', 'H13', 'W8', 'H12']
  const seen = readCases().flatMap(rulesOf)
  const isAsked = [...new Set(seen)].filter((rule) => wanted.includes(rule))
  expect(isAsked).toEqual(wanted)
})

test('every contested rule has a case, and a report names it with those that disagree', async () => {
  const contested = [...readRules().values()].filter(({ evidence }) => evidence.includes('contested'))
  const checked = new Set(readCases().flatMap(rulesOf))
  expect(contested.length).toBeGreaterThan(0)
  expect(contested.filter(({ id }) => !checked.has(id))).toEqual([])
  const { target } = await useTarget('emulator')
  const report = reportRun(await runCases(target, readCases(['expired-code']), everything))
  expect(new Map(report.facts).get('contested rules')).toMatch(/C4 unproven, C5 confirmed/)
  const [finding] = findingsOf(report).filter(({ rule }) => rule === 'C5')
  expect(finding?.sentence).toMatch(/ Contested by the vendor's guidance/)
})

const workflows = ['contract-nightly.yml', 'contract-pull-request.yml'].map((name) => `examples/ci/${name}`)

test.each(workflows)('%s reads the files it writes', (path) => {
  const { jobs } = parse(readFileSync(root + path, 'utf8')) as {
    jobs: Record<string, { steps: { run?: string; with?: { sarif_file?: string } }[] }>
  }
  for (const { steps } of Object.values(jobs)) {
    const written = steps.flatMap(({ run = '' }) => [...run.matchAll(/--report \w+=(\S+)/g)].map(([, file]) => file))
    const read = steps
      .flatMap((step) => [/^cat (\S+)/.exec(step.run ?? '')?.[1], step.with?.sarif_file])
      .filter((file) => file !== undefined)
    expect(read.length).toBeGreaterThan(0)
    expect(read.filter((file) => !written.includes(file))).toEqual([])
  }
})

test.each([...workflows, 'docs/contract.md'])('%s uses existing commands and flags', (path) => {
  const text = readFileSync(root + path, 'utf8').replaceAll(/\n\s+(--|https)/g, ' $1')
  const lines = text.split('\n').filter((line) => line.includes('npx telnyx-verify-emulator contract '))
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) {
    const [, command = ''] = /emulator contract (\w+)/.exec(line) ?? []
    const help = execFileSync(process.execPath, [`${root}dist/cli.cjs`, 'contract', command, '--help'], {
      encoding: 'utf8',
    })
    expect(
      [...line.matchAll(/ (--[\w-]+)/g)].map(([, flag]) => flag).filter((flag) => !help.includes(`${flag} `)),
    ).toEqual([])
  }
})
