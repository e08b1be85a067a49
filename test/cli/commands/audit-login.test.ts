import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findPlace } from '../../../src/cli/audit/flow-context.js'
import { createEmulator } from '../../../src/index.js'
import type { LoginFlow } from '../../../src/spec/flow-types.js'
import { root } from '../../../tools/documents.js'
import { runCommand } from '../../support/command.js'
import { useFolder } from '../../support/folder.js'

const apps = join(root, 'examples', 'login-apps')
const flow = join(apps, 'node', 'login.yaml')
const correct = ['--', process.execPath, join(apps, 'node', 'app.mjs')]
const wrong = ['--', process.execPath, join(apps, 'wrong', 'app.mjs')]

const audit = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCommand(['audit', 'login', ...args], { env }).ended

test('exits with 0 if the checks pass, starting the application itself', async () => {
  const { code, stdout } = await audit([flow, '--only', 'wrong-code,step-skipping', '--verbose', ...correct])
  expect(stdout).toMatch(/passed +wrong-code +A wrong code is refused, and the right one still works/)
  expect(stdout).toContain('Passed: 2 passed.')
  expect(stdout).toContain('Not tested; answer these yourself:')
  expect(code).toBe(0)
})

test('exits with 1 on a finding, with what was sent and seen, the risk, the fix and the reference', async () => {
  const folder = useFolder()
  const html = join(folder, 'login.html')
  const args = [flow, '--only', 'cookie-flags', '--json', '--report', `html=${html}`]
  const { code, stdout } = await audit([...args, ...wrong], { FAULT: 'cookie-flags' })
  const report = JSON.parse(stdout)
  expect(report.sections[0].findings).toEqual([
    expect.objectContaining({
      kind: 'failed',
      rule: 'cookie-flags',
      severity: 'low',
      sentence: 'sid lacks HttpOnly.',
      sent: expect.stringMatching(/^visitor: POST \/login .* -> 202\nvisitor: POST \/login\/code .* -> 200$/),
      risk: expect.any(String),
      advice: expect.stringContaining('HttpOnly'),
      references: expect.arrayContaining([expect.objectContaining({ title: 'OWASP ASVS 5.0, 3.3.4' })]),
    }),
  ])
  expect(readFileSync(html, 'utf8')).toContain('sid lacks HttpOnly.')
  expect(code).toBe(1)
})

describe('findings and checks that are set aside', () => {
  test('a skipped check needs a reason, which the report shows', async () => {
    const skip = ['--skip', 'cookie-flags=the cookie is read by a script']
    const { code, stdout } = await audit([flow, '--only', 'cookie-flags', ...skip, ...wrong], { FAULT: 'cookie-flags' })
    expect(stdout).toContain('Left out: the cookie is read by a script')
    expect(code).toBe(0)
    const without = await audit([flow, '--skip', 'cookie-flags', ...wrong])
    expect(without.stderr).toContain('--skip cookie-flags needs a reason')
    expect(without.code).toBe(2)
  })

  test('a baseline keeps known findings from failing the run, and names those that are fixed', async () => {
    const baseline = join(useFolder(), 'baseline.json')
    const args = [flow, '--only', 'cookie-flags', '--verbose', '--baseline', baseline]
    const missing = await audit([...args, ...wrong], { FAULT: 'cookie-flags' })
    expect(missing.stderr).toContain('Create it with --update-baseline.')
    expect(missing.code).toBe(2)
    const written = await audit([...args, '--update-baseline', ...wrong], { FAULT: 'cookie-flags' })
    expect(written.code).toBe(1)
    expect(Object.keys(JSON.parse(readFileSync(baseline, 'utf8')).known)).toEqual(['cookie-flags'])
    const known = await audit([...args, ...wrong], { FAULT: 'cookie-flags' })
    expect(known.stdout).toContain('Passed: 1 known.')
    expect(known.code).toBe(0)
    const fixed = await audit([...args, ...correct])
    expect(fixed.stdout).toContain('It is fixed: remove it from the baseline.')
  })
})

test('a baseline that cannot be written exits with 2, and the report is printed all the same', async () => {
  const baseline = join(useFolder(), 'nowhere', 'baseline.json')
  const args = [flow, '--only', 'cookie-flags', '--baseline', baseline, '--update-baseline', ...wrong]
  const { code, stdout, stderr } = await audit(args, { FAULT: 'cookie-flags' })
  expect(stdout).toContain('sid lacks HttpOnly.')
  expect(stderr).toContain('baseline.json cannot be written: its folder does not exist. Create the folder')
  expect(code).toBe(2)
})

describe('an audit that could not run says what to do', () => {
  const text = readFileSync(flow, 'utf8')
  const useFlow = (content: string) => {
    const file = join(useFolder(), 'login.yaml')
    writeFileSync(file, content)
    return file
  }

  test.each([
    [
      'a file that does not exist',
      () => ['missing.yaml', ...correct],
      /missing\.yaml does not exist\. Create it with: tve audit login missing\.yaml --init/,
    ],
    ['no file', () => [], /The flow file is missing\. Create it with: tve audit login login\.yaml --init http/],
    [
      'an unknown key',
      () => [useFlow(text.replace('resend:', 'resent:')), ...correct],
      /Unknown key "resent"\. Did you mean resend\?/,
    ],
    [
      'an unknown check',
      () => [flow, '--only', 'code-rase', ...correct],
      /Unknown check "code-rase"\. Did you mean code-race\?/,
    ],
    [
      'an unknown check in the file',
      () => [useFlow(`${text}\nskip: { cod-race: "no reason" }\n`), ...correct],
      /Unknown check "cod-race"\. Did you mean code-race\?/,
    ],
    [
      'another host',
      () => [useFlow(text.replace('127.0.0.1:{{port}}', 'login.example.com')), ...correct],
      /login\.example\.com is not this machine\..* pass --allow-host/,
    ],
    [
      'a command that ends',
      () => [flow, '--', process.execPath, '-e', 'console.log("no database"); process.exit(3)'],
      /ended with exit code 3 before the audit did\.[\s\S]*no database/,
    ],
    ['a command that does not exist', () => [flow, '--', 'no-such-command'], /no-such-command cannot be run/],
    [
      'an application without the emulator',
      () => [flow, '--', 'env', 'TELNYX_BASE_URL=http://127.0.0.1:9/v2', ...correct.slice(1)],
      /no code was sent to \+1303[\s\S]*has sent no request to the emulator[\s\S]*TELNYX_BASE_URL/,
    ],
    [
      'a page that is open to all',
      () => [useFlow(text.replace(/^inside:.*$/m, 'inside: { path: /, expect: { status: 200 } }')), ...correct],
      /A visitor who has not logged in is already inside\./,
    ],
    [
      'a free port without a command',
      () => [flow, '--url', emulatorUrl],
      /The base http:\/\/127\.0\.0\.1:\{\{port\}\} is a free port for an application that is started here\. Add -- /,
    ],
    ['an application that is not running', () => [useFlow(text.replace('{{port}}', '9'))], /No emulator is running at/],
  ])('%s', async (_, args, message) => {
    const { code, stderr, stdout } = await audit(args(), { TVE_URL: 'http://127.0.0.1:9' })
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  let emulatorUrl = ''
  beforeAll(async () => {
    const emulator = await createEmulator()
    emulatorUrl = new URL((await emulator.listen()).url).origin
    return () => emulator.close()
  })

  test('a base at which something else answers', async () => {
    const server = createServer((_, response) => void response.end('someone else'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const { code, stderr, stdout } = await audit([useFlow(text.replace('{{port}}', String(port))), ...correct])
    expect(stderr).toContain(`Something answers at http://127.0.0.1:${port}/ already, so the audit would test that.`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

test('--explain explains a check, lists all, and suggests for a wrong name', async () => {
  const one = await audit(['--explain', 'code-race'])
  expect(one.stdout).toContain('code-race: Only one of several simultaneous uses of a code succeeds.')
  expect(one.stdout).toContain('OWASP ASVS 5.0, 2.3.4')
  const all = await audit(['--explain'])
  expect(all.stdout.trim().split('\n').length).toBeGreaterThan(25)
  const unknown = await audit(['--explain', 'code-rase'])
  expect(unknown.stderr).toContain('Did you mean code-race?')
  expect(unknown.code).toBe(2)
})

test('--init writes a flow file from the form that it finds, and replaces no file', async () => {
  const page = `<form method="post" action="/send"><input type="hidden" name="_csrf" value="x"><input type="tel" name="mobile"></form>`
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const file = join(useFolder(), 'login.yaml')
  const { code, stdout } = await audit([file, '--init', base])
  expect(code).toBe(0)
  expect(stdout).toContain('Found a form with the field mobile at /login.')
  const written = readFileSync(file, 'utf8')
  expect(written).toContain('start: { method: POST, path: /send, form: { mobile: "{{phone}}", _csrf: "{{_csrf}}" } }')
  expect(written).toContain('visit: { path: /login, capture: { _csrf: { html: "input[name=_csrf]" } } }')
  expect(written).toContain('\nbase: http://127.0.0.1:{{port}}\n')
  expect(stdout).toContain(`and run: tve audit login ${file} -- <command that starts it>`)
  const again = await audit([file, '--init', base])
  expect(again.stderr).toContain('already exists')
  expect(again.code).toBe(2)
  expect(existsSync(file)).toBe(true)
})

test('the flow file of --init works with the command, while the application that it was made from still runs', async () => {
  const served = startApplication()
  const file = join(useFolder(), 'login.yaml')
  expect((await audit([file, '--init', await served.base])).code).toBe(0)
  writeFileSync(
    file,
    readFileSync(file, 'utf8')
      .replace(/^start: .*$/m, start)
      .replace(/^check: .*$/m, check),
  )
  const { code, stderr } = await audit([file, '--only', 'wrong-code', ...correct])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

const start = 'start: { method: POST, path: /login, json: { phone: "{{phone}}" } }'
const check = 'check: { method: POST, path: /login/code, json: { code: "{{code}}" } }'

/** Starts the correct application on a free port. */
function startApplication(): { readonly base: Promise<string> } {
  const child = spawn(process.execPath, [join(apps, 'node', 'app.mjs')], {
    env: { ...process.env, PORT: '0', TELNYX_BASE_URL: 'http://127.0.0.1:9/v2', TELNYX_API_KEY: 'x' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill())
  return {
    base: new Promise((resolve) => {
      child.stdout.on('data', (text) => {
        const [, base] = /(http:\S+)/.exec(String(text)) ?? []
        if (base !== undefined) resolve(base)
      })
    }),
  }
}

test.each([
  ['http://127.0.0.1:3917', 3917],
  ['http://localhost', undefined],
])('an application whose base is %s gets %s as PORT', async (base, port) => {
  expect(await findPlace({ base } as LoginFlow, false, '')).toEqual({ base: new URL(base), port })
})
