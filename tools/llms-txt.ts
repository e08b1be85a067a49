import { readdirSync, readFileSync } from 'node:fs'
import { root } from './documents.js'

/** The documents that come before those of docs/, and those that an agent may leave out. */
const first = ['skills/telnyx-verify-emulator/SKILL.md', 'README.md', 'FIDELITY.md']
const optional = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md']

/** What an agent finds on a page, where the first sentence of the page does not tell. */
export const notes: Readonly<Record<string, string>> = {
  'skills/telnyx-verify-emulator/SKILL.md':
    'How to write, run, debug and audit a login test: commands, complete tests, and the traps.',
  'FIDELITY.md': 'Every emulated behavior with its rule ID, its evidence and the tests that prove it.',
  'ARCHITECTURE.md': 'The rooms of the source, who may import whom, where to change what, and the decisions.',
  'SECURITY.md': 'What is promised about keys, recordings and the network, and how to report a vulnerability.',
  'docs/agents-transcript.md': 'What an agent did with the skill, from an empty folder to an audited login.',
  'docs/any-language.md': 'The same login test with plain HTTP in bash, Python, Go, Java, Ruby, PHP and C#.',
  'docs/audit.md': '`tve audit login` attacks a login and `tve audit abuse` rehearses SMS pumping; the flow file.',
  'docs/audit-tests.md': '`tve audit tests` breaks one rule of the service at a time and lists the tests to write.',
  'docs/command.md': 'Every command of `tve` with an example, its exit codes, and how it finds the emulator.',
  'docs/configuration.md': 'Every setting as a flag, an environment variable, a key of the config file and an option.',
  'docs/contract.md': "Commands that compare the emulator with the vendor's OpenAPI document and with the real API.",
  'docs/cypress.md': 'Tasks and requests for login tests with Cypress.',
  'docs/handset.md': 'The page that shows every phone, its keys, and the login form without a backend.',
  'docs/intercept.md': '`tve exec --intercept` for programs that have `https://api.telnyx.com` built in.',
  'docs/mobile.md': 'Login tests of mobile applications with Detox, Maestro and Appium.',
  'docs/operations.md': 'The table of emulated operations with their paths.',
  'docs/outcomes-and-faults.md':
    'Forced outcomes, scenarios, faults, limits, the journal and its assertions, coverage.',
  'docs/passthrough.md': 'Relays to the real API with guardrails, recordings without secrets, and drift.',
  'docs/requests.md': 'Which keys, paths, queries, bodies, hosts and pages are accepted, and how others are refused.',
  'docs/sandboxes.md': 'Isolated tests, the inbox, the clock, snapshots, stored state, and the control token.',
  'docs/scale-out.md': 'Several emulators behind a proxy that selects one by the name of the sandbox.',
  'docs/sdks.md': 'The official SDKs that CI tries, and how each is pointed at the emulator.',
  'docs/test-numbers.md': 'Phone numbers that force an outcome or an error.',
  'docs/testing.md': 'Fixtures and matchers for Vitest, Jest, node:test, Bun, Deno, Playwright and MSW; fake timers.',
  'docs/webhooks.md': 'Signed webhooks, retries, faults, and the audit of a receiver.',
}

/** Files without a heading of their own. */
const others: readonly (readonly [path: string, title: string, about: string])[] = [
  ['openapi/verify.yaml', 'The emulated API', 'The OpenAPI document of everything under `/v2`, webhooks included.'],
  ['openapi/control.yaml', 'The control API', 'The OpenAPI document of everything under `/_emulator`.'],
  ['fixtures/rules.yaml', 'Rules', 'Every emulated behavior by ID, with its evidence.'],
  ['fixtures/login-flow.schema.json', 'Flow files', 'The JSON Schema of the flow file of `tve audit login`.'],
  ['config.schema.json', 'Config file', 'The JSON Schema of `telnyx-verify-emulator.config.yml`.'],
]

/** The title and the first sentence of a page in Markdown. @throws {Error} if it has no heading or no prose */
export function summarize(path: string, page: string): { readonly title: string; readonly about: string } {
  const text = page.replace(/^---\n[\s\S]*?\n---\n/, '')
  const title = /^# (.+)$/m.exec(text)?.[1]
  const paragraphs = text
    .split(/^# .+$/m)
    .slice(1)
    .join('')
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .split(/\n\s*\n/)
  const prose = paragraphs.map((lines) => lines.trim().replaceAll(/\s+/g, ' ')).find((lines) => /^[A-Z`]/.test(lines))
  if (title === undefined || prose === undefined) throw new Error(`${path} needs a heading and a sentence below it.`)
  const plain = prose.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
  return { title, about: /^.*?[.?:](?= |$)/.exec(plain)?.[0].replace(/:$/, '.') ?? plain }
}

const toLine = (path: string, title: string, about: string) => `- [${title}](${path}): ${about}`

function describePage(path: string): string {
  const { title, about } = summarize(path, readFileSync(root + path, 'utf8'))
  return toLine(path, title, notes[path] ?? about)
}

/** The content of llms.txt (llmstxt.org): what the package contains for an agent to read, each with a sentence. */
export function llmsTxtSource(): string {
  const { about } = summarize('README.md', readFileSync(`${root}README.md`, 'utf8'))
  const docs = readdirSync(`${root}docs`)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`)
  return `# telnyx-verify-emulator

> ${about}

Read the skill first. Paths are relative to this file, in the repository and in the installed
package. The folder \`examples\`, with a runnable project for each test runner, and \`AGENTS.md\`,
for work on the emulator itself, are in the repository only.

## Start here

${first.map(describePage).join('\n')}

## Docs

${docs.map(describePage).join('\n')}

## Reference

${others.map((row) => toLine(...row)).join('\n')}

## Optional

${optional.map(describePage).join('\n')}
`
}
