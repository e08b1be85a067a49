import { execFile } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transformSync } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { startHono } from '../../examples/receivers/hono.js'
import { receiverPublicKey } from '../../src/index.js'
import { root } from '../../tools/documents.js'
import { runShell } from '../docs/languages.js'
import { useProject } from '../support/project.js'
import { skillBlock, useNpx } from './skill-blocks.js'

const toJavaScript = (source: string) => transformSync(source, { loader: 'ts', format: 'esm' }).code

/** A project with files, whose `npm test` is a command of Node. */
function useFiles(packages: readonly string[], files: Readonly<Record<string, string>>, script = ''): string {
  const folder = useProject(packages)
  const manifest = { private: true, type: 'module', scripts: { test: script } }
  for (const [name, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files }))
    writeFileSync(join(folder, name), text)
  return folder
}

/** Runs a command in a folder. @returns `passed`, or the output */
const run = (folder: string, file: string, args: readonly string[]) =>
  promisify(execFile)(file, args, {
    cwd: folder,
    env: { ...process.env, VITEST: '', NO_COLOR: '1', FORCE_COLOR: '' },
  }).then(
    () => 'passed',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  )

test('the login of the skill passes its tests, and fails them when it accepts every code', async () => {
  const source = skillBlock('login')
  const broken = source.replace("data?.response_code === 'accepted'", 'data !== undefined')
  expect(broken).not.toBe(source)
  const runTests = (login: string) => {
    const folder = useFiles(['telnyx', 'vitest'], { 'login.ts': login, 'login.test.ts': skillBlock('loginTest') })
    return run(folder, process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder])
  }
  expect(await runTests(source)).toBe('passed')
  const output = await runTests(broken)
  expect(output).toContain('2 failed | 2 passed')
})

test('the test for node:test passes, and notices a login that refuses the right code', async () => {
  const login = toJavaScript(skillBlock('login'))
  const files = { 'login.js': login, 'login.test.js': skillBlock('nodeTest') }
  const folder = useFiles(['telnyx'], files)
  // The default reporter differs between versions of Node.
  const args = ['--test', '--test-reporter=tap', 'login.test.js']
  expect(await run(folder, process.execPath, args)).toBe('passed')
  writeFileSync(join(folder, 'login.js'), login.replace('=== "accepted"', '!== "accepted"'))
  expect(await run(folder, process.execPath, args)).toContain('# fail 1')
})

test('the test of a whole backend passes, and notices one that lets every browser use a code', async () => {
  const app = skillBlock('backend')
  const broken = app.replace('const id = session?.verification', 'const id = [...sessions.values()][0]?.verification')
  expect(broken).not.toBe(app)
  const runTests = (source: string) => {
    const files = { 'app.ts': source, 'app.test.ts': skillBlock('backendTest'), 'login.ts': skillBlock('login') }
    const folder = useFiles(['telnyx', 'vitest'], files)
    return run(folder, process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder])
  }
  const [passed, output] = await Promise.all([runTests(app), runTests(broken)])
  expect(passed).toBe('passed')
  expect(output).toMatch(/expected 200 to be 401/)
})

/** Sends a code with the variables that an application gets. */
const sendCode = `const send = () =>
  fetch(process.env.TELNYX_BASE_URL + '/verifications/sms', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + process.env.TELNYX_API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: process.env.TELNYX_VERIFY_PROFILE_ID }),
  })
`

test('an application in another process gets its variables and its code is read', async () => {
  const folder = useFiles([], { 'main.js': skillBlock('process'), 'app.js': `${sendCode}await send()` })
  const { stdout } = await promisify(execFile)(process.execPath, ['main.js'], { cwd: folder })
  expect(stdout).toBe('The application sent 5 digits.\n')
})

test('the command for CI passes when the tests reach the outcomes, and fails when they do not', async () => {
  const reach = (outcomes: readonly string[]) => `import { connect } from 'telnyx-verify-emulator'
${sendCode}
const telnyx = connect({ url: process.env.TVE_URL })
for (const outcome of ${JSON.stringify(outcomes)}) {
  const { data } = await (await send()).json()
  await telnyx.scenarios.add({ outcome, times: 1 })
  await fetch(process.env.TELNYX_BASE_URL + '/verifications/' + data.id + '/actions/verify', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + process.env.TELNYX_API_KEY, 'content-type': 'application/json' },
    body: '{"code":"12345"}',
  })
}`
  const runWith = async (outcomes: readonly string[]) => {
    const folder = useFiles([], { 'reach.js': reach(outcomes) }, 'node reach.js')
    return runShell(skillBlock('exec'), { PATH: useNpx(folder) }, folder)
  }
  const good = await runWith(['accepted', 'rejected', 'expired'])
  expect(good).toEqual({ code: 0, output: expect.stringContaining('accepted 1, rejected 1, expired 1') })
  const bad = await runWith(['accepted', 'rejected'])
  expect(bad).toEqual({ code: 1, output: expect.stringContaining('expired') })
})

test('the audits pass for a sound login, its tests and its webhook handler', async () => {
  const receiver = await startHono(0, { publicKey: receiverPublicKey(), handle: () => {} })
  onTestFinished(receiver.close)
  const files = {
    'login.yaml': skillBlock('flow'),
    'login.js': toJavaScript(skillBlock('login')),
    'login.test.js': skillBlock('nodeTest'),
  }
  const folder = useFiles(['telnyx'], files, 'node --test login.test.js')
  cpSync(join(root, 'examples/login-apps/node'), folder, { recursive: true, filter: (path) => !path.endsWith('.yaml') })
  writeFileSync(join(folder, 'app.js'), "import './app.mjs'\n")
  // Whole audits are tested elsewhere; here the commands must find the login, the tests and the handler.
  const script = skillBlock('audits')
    .replace('audit login', 'audit login --only wrong-code,code-expiry,code-single-use')
    .replace('audit tests', 'audit tests --only right-code-rejected')
    .replace('http://127.0.0.1:3000/webhooks', receiver.url)
  const { code, output } = await runShell(script, { PATH: useNpx(folder) }, folder)
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('3 passed') })
  expect(output).toMatch(/killed\s+right-code-rejected/)
  expect(output).toContain('22 passed')
})
