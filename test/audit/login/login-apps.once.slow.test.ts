import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkIds } from '../../../src/audit/login/checks/checks.js'
import { root } from '../../../tools/documents.js'
import { findPath, longestRunMs } from '../../docs/languages.js'

/** The applications of examples/login-apps, and all others with a login: the correct ones pass, each fault is found by its check. */
const examples = join(root, 'examples')

const faults = JSON.parse(readFileSync(join(examples, 'login-apps', 'wrong', 'faults.json'), 'utf8')) as Readonly<
  Record<string, string>
>

interface AuditReport {
  readonly sections: readonly { readonly findings: readonly { kind: string; rule: string; sentence: string }[] }[]
}

const command = join(root, 'dist', 'cli.cjs')

/** Audits an application with all checks. @returns the findings of each kind that tells something */
async function audit(folder: string, run: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'tve-audit-'))
  try {
    // A busy machine takes longer between two requests than a short cool-down lasts.
    const flow = join(scratch, 'login.yaml')
    const text = readFileSync(join(examples, folder, 'login.yaml'), 'utf8')
    writeFileSync(flow, text.replace('"1000"', '"2000"').replace('coolDown: 1s', 'coolDown: 2s'))
    const { PATH = '', HOME = '' } = process.env
    const args = [
      command,
      'audit',
      'login',
      flow,
      '--json',
      '--',
      ...run.map((part) => part.replaceAll('SCRATCH', scratch)),
    ]
    const options = { cwd: join(examples, folder), env: { PATH, HOME, ...env }, timeout: longestRunMs }
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) =>
      // It exits with 1 if there are findings.
      execFile(process.execPath, args, options, (_, stdout, stderr) => resolve({ stdout, stderr })),
    )
    if (stdout === '') throw new Error(stderr)
    const findings = (JSON.parse(stdout) as AuditReport).sections.flatMap((section) => section.findings)
    expect(findings.map(({ rule }) => rule)).toEqual(checkIds)
    const only = (kind: string) =>
      findings.filter((finding) => finding.kind === kind).map(({ rule, sentence }) => `${rule}: ${sentence}`)
    return { failed: only('failed'), couldNotRun: only('could-not-run'), skipped: only('skipped') }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Audits wait for cool-downs most of the time, so the next three start before their tests do. */
const ahead = 3
const started = new Map<string, ReturnType<typeof audit>>()
const order = ['', ...Object.keys(faults)]

function auditFault(fault: string): ReturnType<typeof audit> {
  const at = order.indexOf(fault)
  for (const next of order.slice(at, at + 1 + ahead)) {
    if (started.has(next)) continue
    const running = audit('login-apps/wrong', [process.execPath, 'app.mjs'], { FAULT: next })
    running.catch(() => {}) // its own test reports it
    started.set(next, running)
  }
  return started.get(fault) as ReturnType<typeof audit>
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
    run: ['sh', '-c', 'go build -o SCRATCH/app main.go && exec SCRATCH/app'],
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
    run: ['sh', '-c', 'go build -o SCRATCH/server main.go && exec SCRATCH/server'],
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
    const { failed, couldNotRun, skipped } = await audit(folder, run, env)
    expect({ failed, couldNotRun }).toEqual({ failed: [], couldNotRun: [] })
    if (skips !== 'any') expect(skipped.map((line) => line.split(':')[0])).toEqual(skips)
  })
})

test('the wrong application has a fault for every check', () => {
  expect(Object.keys(faults).sort()).toEqual([...checkIds].sort())
})

describe('each fault of the wrong application is found by its check, and nothing else is', () => {
  test('without a fault it passes', { timeout: longestRunMs }, async () => {
    const { failed, couldNotRun, skipped } = await auditFault('').finally(() => started.delete(''))
    expect({ failed, couldNotRun, skipped }).toEqual({ failed: [], couldNotRun: [], skipped: [] })
  })

  test.each(Object.entries(faults))('%s: it %s', { timeout: longestRunMs }, async (fault) => {
    const { failed, couldNotRun } = await auditFault(fault).finally(() => started.delete(fault)) // a retry audits anew
    const found = failed.map((line) => line.split(':')[0])
    expect({ failed: found, couldNotRun }, failed.join('\n')).toEqual({
      failed: [fault],
      couldNotRun: [],
    })
  })
})
