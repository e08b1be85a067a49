import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkIds } from '../../../src/audit/login/checks/checks.js'
import { root } from '../../../tools/documents.js'
import { findPath, longestRunMs } from '../../docs/languages.js'
import { runCommand } from '../../support/command.js'
import { useFolder } from '../../support/folder.js'

/** The applications of examples/login-apps, and all others with a login: the correct ones pass, each fault is found by its check. */
const examples = join(root, 'examples')

const faults = JSON.parse(readFileSync(join(examples, 'login-apps', 'wrong', 'faults.json'), 'utf8')) as Readonly<
  Record<string, string>
>

interface AuditReport {
  readonly sections: readonly { readonly findings: readonly { kind: string; rule: string; sentence: string }[] }[]
}

/** Audits an application at the highest level. @returns the findings, without what passed */
async function audit(folder: string, command: readonly string[], env: Readonly<Record<string, string>> = {}) {
  // A busy machine takes longer between two requests than a short cool-down lasts.
  const flow = join(useFolder(), 'login.yaml')
  const text = readFileSync(join(examples, folder, 'login.yaml'), 'utf8')
  writeFileSync(flow, text.replace('"1000"', '"3000"').replace('coolDown: 1s', 'coolDown: 3s'))
  const args = ['audit', 'login', flow, '--level', 'l3', '--json', '--', ...command]
  const { stdout, stderr } = await runCommand(args, { env, cwd: join(examples, folder) }).ended
  if (stdout === '') throw new Error(stderr)
  const findings = (JSON.parse(stdout) as AuditReport).sections.flatMap((section) => section.findings)
  expect(findings.map(({ rule }) => rule)).toEqual(checkIds)
  const only = (kind: string) =>
    findings.filter((finding) => finding.kind === kind).map(({ rule, sentence }) => `${rule}: ${sentence}`)
  return { failed: only('failed'), couldNotRun: only('could-not-run'), skipped: only('skipped'), known: only('known') }
}

const node = [process.execPath]

const applications = [
  {
    name: 'the correct application in Node',
    folder: 'login-apps/node',
    run: [...node, 'app.mjs'],
    probe: 'node --version',
    packages: 'nodejs',
    skips: ['number-swap'],
  },
  {
    name: 'the correct application in Flask',
    folder: 'login-apps/flask',
    run: ['python3', 'app.py'],
    probe: 'python3 -c "import flask"',
    packages: 'python3-flask',
    skips: ['number-swap', 'webhook-forged', 'webhook-replayed', 'webhook-reordered'],
  },
  {
    name: 'the correct application in Go',
    folder: 'login-apps/go',
    run: ['sh', '-c', 'go build -o "$0/app" main.go && exec "$0/app"'],
    probe: 'go version',
    packages: 'golang-go',
    skips: ['number-swap', 'webhook-forged', 'webhook-replayed', 'webhook-reordered'],
  },
  {
    name: 'the example for Playwright',
    folder: 'playwright',
    run: [...node, 'app/server.js'],
    probe: 'node --version',
    packages: 'nodejs',
    skips: 'any',
  },
  {
    name: 'the backend in Express',
    folder: 'prototype',
    run: [...node, 'express.mjs'],
    probe: 'node --version',
    packages: 'nodejs',
    skips: 'any',
  },
  {
    name: 'the backend in FastAPI',
    folder: 'prototype',
    run: ['sh', '-c', 'exec python3 -m uvicorn fastapi_server:app --port "$PORT" --log-level error'],
    probe: 'python3 -c "import fastapi, httpx, uvicorn"',
    packages: 'python3-fastapi python3-httpx python3-uvicorn',
    skips: 'any',
  },
  {
    name: 'the backend in Go',
    folder: 'prototype',
    run: ['sh', '-c', 'go build -o "$0/server" main.go && exec "$0/server"'],
    probe: 'go version',
    packages: 'golang-go',
    skips: 'any',
  },
]
const found = await Promise.all(applications.map(async (one) => ({ ...one, path: await findPath(one) })))

describe.each(found)('$name', ({ folder, run, probe, packages, skips, path }) => {
  const note = path === null ? ` (skipped: "${probe}" fails here; on Debian, apt-get install ${packages})` : ''
  test.skipIf(path === null)(`passes all checks${note}`, { timeout: longestRunMs }, async () => {
    const { HOME = '' } = process.env
    const env = { PATH: path ?? '', HOME, GOPROXY: 'off', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' }
    const command = run[0] === 'sh' ? [...run, useFolder()] : run
    const { failed, couldNotRun, skipped } = await audit(folder, command, env)
    expect({ failed, couldNotRun }).toEqual({ failed: [], couldNotRun: [] })
    if (skips !== 'any') expect(skipped.map((line) => line.split(':')[0])).toEqual(skips)
  })
})

test('the wrong application has a fault for every check', () => {
  expect(Object.keys(faults).sort()).toEqual([...checkIds].sort())
})

describe('each fault of the wrong application is found by its check, and nothing else is', () => {
  test('without a fault it passes', { timeout: longestRunMs }, async () => {
    const { failed, couldNotRun, skipped } = await audit('login-apps/wrong', [...node, 'app.mjs'], { FAULT: '' })
    expect({ failed, couldNotRun, skipped }).toEqual({ failed: [], couldNotRun: [], skipped: [] })
  })

  test.each(Object.entries(faults))('%s: it %s', { timeout: longestRunMs }, async (fault) => {
    const { failed, couldNotRun } = await audit('login-apps/wrong', [...node, 'app.mjs'], { FAULT: fault })
    expect({ failed: failed.map((line) => line.split(':')[0]), couldNotRun }).toEqual({
      failed: [fault],
      couldNotRun: [],
    })
  })
})
