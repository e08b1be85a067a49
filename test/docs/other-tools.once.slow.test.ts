import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { root } from '../../tools/documents.js'
import { startCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'
import { findBlock } from './code-block.js'
import { findPath, runShell } from './languages.js'

/** Pinned versions of the tools that the pages are about. */
const tools = `${root}test/docs/tools`

/** Runs a command, which must succeed. @returns its output */
async function run(command: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, output } = await runShell(command, env, cwd)
  expect({ code, output }).toEqual({ code: 0, output })
  return output
}

/** Requests a code, as an application does. */
async function sendCode(base: string, apiKey: string, profileId: string, phone: string): Promise<void> {
  const response = await fetch(`${base}/verifications/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: phone, verify_profile_id: profileId }),
  })
  expect(response.status).toBe(200)
}

describe('in TypeScript', { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tve-tools-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 240_000)

  // The packages by themselves have all types that the pages use.
  beforeAll(async () => {
    const { devDependencies } = JSON.parse(readFileSync(join(tools, 'package.json'), 'utf8'))
    const modules = join(folder, 'node_modules')
    for (const [name, version] of Object.entries(devDependencies)) {
      mkdirSync(join(modules, name), { recursive: true })
      const unpack = `tar -xzf ${name}-${version}.tgz -C node_modules/${name} --strip-components=1`
      await run(`npm pack --silent ${name}@${version} && ${unpack}`, folder)
    }
    cpSync(join(root, 'node_modules/@types/node'), join(modules, '@types/node'), { recursive: true })
    symlinkSync(root, join(modules, 'telnyx-verify-emulator'))
  }, 240_000)

  /** Writes files into a folder of their own beside the tools. */
  function useFiles(name: string, files: Readonly<Record<string, string>>): string {
    const place = join(folder, name)
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(place, file)), { recursive: true })
      writeFileSync(join(place, file), source)
    }
    return place
  }

  const cypressConfig = findBlock('docs/cypress.md', 'ts', 'setupNodeEvents')

  test.each([
    [
      'cypress',
      ['cypress', 'node'],
      {
        'cypress.config.ts': cypressConfig,
        'login.cy.ts': findBlock('docs/cypress.md', 'ts', "cy.task('advanceClock', '5m')"),
        'http.cy.ts': findBlock('docs/cypress.md', 'ts', 'cy.request('),
      },
    ],
    [
      'detox',
      ['node'],
      {
        'login.test.ts': findBlock('docs/mobile.md', 'ts', "from 'detox'"),
        // Of Jest, which runs Detox.
        'jest.d.ts':
          'declare function beforeEach(run: () => Promise<void>): void\ndeclare function it(title: string, run: () => Promise<void>): void\n',
      },
    ],
    ['testcontainers', ['node'], { 'start.ts': findBlock('docs/testcontainers.md', 'ts', 'GenericContainer') }],
  ] as const)('the blocks for %s type-check', async (name, types, files) => {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      moduleDetection: 'force',
      target: 'es2022',
      types,
    }
    const place = useFiles(name, { ...files, 'tsconfig.json': JSON.stringify({ compilerOptions }) })
    await run(`"${root}node_modules/.bin/tsc" -p .`, place)
  })

  test('the tasks for Cypress reset, read each code once, advance the clock and force outcomes', async () => {
    const { ready } = await startCommand()
    const script = `
      import config from './cypress.config.ts'
      const tasks = {}
      config.e2e.setupNodeEvents((event, given) => Object.assign(tasks, given))
      const [name, argument] = JSON.parse(process.argv[2])
      console.log(JSON.stringify(await tasks[name](argument)))
    `
    const place = useFiles('tasks', {
      'cypress.config.ts': cypressConfig,
      'run.ts': script,
      'package.json': '{ "type": "module" }',
      // Cypress itself needs its binary.
      'node_modules/cypress/package.json': '{ "type": "module", "exports": "./index.js" }',
      'node_modules/cypress/index.js': 'export const defineConfig = (config) => config',
    })
    const ask = async (name: string, argument?: string) => {
      const given = JSON.stringify([name, argument])
      const command = `"${root}node_modules/.bin/tsx" run.ts '${given}'`
      return JSON.parse(await run(command, place, { TVE_URL: new URL(ready.url).origin }))
    }
    await sendCode(ready.url, ready.apiKey, ready.profileId, '+13035551234')
    expect(await ask('code', '+13035551234')).toMatch(/^\d{5}$/)
    expect(await ask('advanceClock', '5m')).toMatchObject({ events: [{ event: 'verification.expired' }] })
    expect(await ask('forceOutcome', 'expired')).toMatchObject({ outcome: 'expired', times: 1 })
    expect(await ask('resetTelnyx')).toBeNull()
  })
})

test('the Maestro flow is YAML that runs the script for a reset and for the code', () => {
  const [settings, steps] = parseAllDocuments(findBlock('docs/mobile.md', 'yaml', 'appId')).map((part) => part.toJS())
  expect(Object.keys(settings)).toEqual(['appId', 'env'])
  const scripts = steps.flatMap((step: { runScript?: object }) => step.runScript ?? [])
  expect(scripts).toEqual([
    { file: 'emulator.js', env: { ACTION: 'reset' } },
    { file: 'emulator.js', env: { ACTION: 'code' } },
  ])
})

test('the Maestro script resets the sandbox and reads the code', async () => {
  const { ready } = await startCommand()
  const script = findBlock('docs/mobile.md', 'js', 'ACTION')
  /** Maestro's `http`, which answers at once. */
  const request =
    (method: string) =>
    (url: string, { headers = {}, body = '' }) => {
      const options = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
      const given = method === 'POST' ? ['-d', body] : []
      const text = execFileSync('curl', ['-sS', '-X', method, ...options, ...given, '-w', '\n%{http_code}', url], {
        encoding: 'utf8',
      })
      const end = text.lastIndexOf('\n')
      const status = Number(text.slice(end + 1))
      return { ok: status < 300, status, body: text.slice(0, end) }
    }
  const runScript = (ACTION: string): { code?: string } => {
    const output = {}
    const http = { get: request('GET'), post: request('POST') }
    const EMULATOR = new URL(ready.url).origin
    runInNewContext(script, { http, output, encodeURIComponent, ACTION, EMULATOR, PHONE: '+13035551234' })
    return output
  }
  await sendCode(ready.url, ready.apiKey, ready.profileId, '+13035551234')
  expect(runScript('code').code).toMatch(/^\d{5}$/)
  expect(runScript('reset')).toEqual({})
  const inbox = await fetch(`${new URL(ready.url).origin}/_emulator/inbox`)
  expect(await inbox.json()).toMatchObject({ messages: [] })
})

const java = await findPath({ probe: 'javac -version && mvn --version' })
test.skipIf(java === null)(
  `the Testcontainers example for Java compiles${java === null ? ' (skipped: apt-get install openjdk-17-jdk-headless maven)' : ''}`,
  { timeout: 240_000 },
  async () => {
    const folder = useFolder()
    cpSync(join(tools, 'pom.xml'), join(folder, 'pom.xml'))
    writeFileSync(
      join(folder, 'EmulatorContainer.java'),
      findBlock('docs/testcontainers.md', 'java', 'GenericContainer'),
    )
    const classpath = 'mvn -q -B -Dstyle.color=never dependency:build-classpath -Dmdep.outputFile=classpath'
    await run(`${classpath} && javac -Xlint:all,-classfile,-processing -Werror -cp "$(cat classpath)" *.java`, folder, {
      PATH: java ?? '',
    })
  },
)

const go = await findPath({ probe: 'go version | grep -E "go1\\.(2[6-9]|[3-9][0-9])"' })
test.skipIf(go === null)(
  `the Testcontainers example for Go compiles${go === null ? ' (skipped: install Go 1.26 or newer)' : ''}`,
  { timeout: 240_000 },
  async () => {
    const folder = useFolder()
    for (const name of ['go.mod', 'go.sum']) cpSync(join(tools, name), join(folder, name))
    writeFileSync(join(folder, 'main.go'), findBlock('docs/testcontainers.md', 'go', 'testcontainers.Run'))
    // Modules may be downloaded here, in the versions and with the hashes of go.sum.
    const env = { PATH: go ?? '', GOPROXY: process.env.GOPROXY ?? '', GOFLAGS: '-mod=readonly' }
    await run('test -z "$(gofmt -l .)" && go vet .', folder, env)
  },
)
