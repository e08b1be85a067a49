/**
 * Prints which rule of the real service's behaviour rests on what evidence and is proven by which tests, and writes it
 * to FIDELITY.md. With --check nothing is written; it fails when the page is stale. A rule without a test, or a test
 * that names an unknown rule, always fails. With --report the titles of the fast tests come from the report of their
 * run, which saves loading every file again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfirmations } from '../src/contract/cases/confirm.js'
import { root } from './documents.js'
import { type Rule, readRules } from './rules.js'
import { listTitles, readTitles, type TestTitle } from './test-titles.js'

const { values } = parseArgs({ options: { check: { type: 'boolean' }, report: { type: 'string' } } })
const rules = readRules()
/** Rule id → the day on which the real service was last seen to keep it. */
const provenOn = new Map(readConfirmations(`${root}fixtures/confirmations.yaml`).map(({ rule, date }) => [rule, date]))
const listed = values.report === undefined ? listTitles() : [...readTitles(values.report), ...listTitles(['slow'])]

/** Rule id → the tests whose own title, after those of its groups, begins with it. */
const testsOf = new Map<string, TestTitle[]>(rules.map(({ id }) => [id, []]))
const unknown: string[] = []
for (const test of listed) {
  const [ids] = /^[A-Z]\d+(, [A-Z]\d+)*(?=:)/.exec(test.title) ?? []
  for (const id of ids?.split(', ') ?? []) {
    const tests = testsOf.get(id)
    if (tests) tests.push(test)
    else unknown.push(`${id} in "${test.title}"`)
  }
}

const groups = [
  ['H', 'HTTP'],
  ['P', 'Profiles'],
  ['T', 'Message templates'],
  ['V', 'Starting and reading a verification'],
  ['C', 'Checking a code'],
  ['N', 'Verified numbers'],
  ['W', 'Webhooks'],
] as const

function toRow({ id, statement, evidence, source, dialect }: Rule): string {
  const tests = testsOf.get(id) ?? []
  const files = [...new Set(tests.map(({ file }) => relative(root, file)))].sort()
  const notes = [source, dialect && `\`spec\` dialect: ${dialect}`].filter(Boolean).join('. ')
  const links = files.map((file) => `[${file.replace('test/', '').replace('.test.ts', '')}](${file})`).join(', ')
  const proven = provenOn.get(id)
  const marks = [...evidence, ...(proven === undefined ? [] : [`proven on ${proven}`])]
  return `| ${id} | ${statement.trim()} | ${marks.join(', ')} | ${notes} | ${tests.length}: ${links} |`
}

const count = (kind: string) => rules.filter(({ evidence }) => evidence.at(-1) === kind).length
const kinds = ['spec', 'docs', 'observed', 'assumed', 'ours'] as const
const page = `# What is proven and what is assumed

Made by \`npm run fidelity\` from [fixtures/rules.yaml](fixtures/rules.yaml), the titles of the tests, and what runs against the
live service have confirmed. Otherwise the evidence is the public record, and the tests prove that the emulator does what the
rule says, not that the service does.

| evidence | means | rules whose weakest part it is |
|---|---|---|
| spec | the vendor's OpenAPI document of 2026-07-16 | ${count('spec')} |
| docs | the vendor's documentation | ${count('docs')} |
| observed | seen on the live service and written down in public | ${count('observed')} |
| assumed | nothing public says it; our most plausible reading | ${count('assumed')} |
| ours | a promise of the emulator itself | ${count('ours')} |

A rule that is \`proven on\` a day was seen to hold on the live service by somebody with a key, who ran the contract scenarios
([docs/contract.md](docs/contract.md)) then: ${provenOn.size} of ${rules.length} so far.

Where the record contradicts itself the emulator knows both readings: \`--dialect docs\` (the default: what is documented and
observed) and \`--dialect spec\` (what the OpenAPI document allows, to the letter).

${groups
  .map(
    ([letter, title]) =>
      `## ${title}\n\n| rule | what holds | evidence | note | tests |\n|---|---|---|---|---|\n${rules
        .filter(({ id }) => id.startsWith(letter))
        .map(toRow)
        .join('\n')}\n`,
  )
  .join('\n')}
## Not emulated

\`dtmf_confirm\` (in the docs only), \`psd2\` and \`rcs\` (gone from the spec), detail records, and every Telnyx product other than
Verify and Verified Numbers. An unknown path is a 404 with a hint.
`

const problems = [...testsOf].filter(([, tests]) => tests.length === 0).map(([id]) => `${id} has no test`)
problems.push(
  ...[...provenOn.keys()]
    .filter((id) => !testsOf.has(id))
    .map((id) => `fixtures/confirmations.yaml names the unknown rule ${id}`),
)
problems.push(...unknown.map((what) => `unknown rule ${what}`))
problems.push(
  ...rules
    .filter(({ evidence }) => evidence.some((mark) => !kinds.includes(mark as never)))
    .map(({ id }) => `${id} has an unknown evidence mark`),
)
const path = `${root}FIDELITY.md`
/** Without it some tests are skipped, and vitest does not list what it skips. */
const hasVendorDocument = existsSync(`${root}../shared/vendor/telnyx-verify-2026-07-16.yml`)
const isStale = !existsSync(path) || readFileSync(path, 'utf8') !== page
if (values.check) {
  if (!hasVendorDocument)
    console.log("FIDELITY.md was not compared: that needs the vendor's document beside the checkout")
  else if (isStale) problems.push('FIDELITY.md is stale: run `npm run fidelity` and commit the result')
} else {
  for (const rule of rules)
    console.log(
      `${rule.id.padEnd(4)} ${rule.evidence.join(', ').padEnd(18)} ${String(testsOf.get(rule.id)?.length).padStart(3)} tests  ${rule.statement.slice(0, 90)}`,
    )
  if (!hasVendorDocument)
    problems.push("FIDELITY.md was not written: without the vendor's document beside the checkout it would lack tests")
  else if (isStale) writeFileSync(path, page)
}
for (const problem of problems) console.error(problem)
console.log(`${rules.length} rules, ${listed.length} tests, ${problems.length} problems`)
if (problems.length > 0) process.exitCode = 1
