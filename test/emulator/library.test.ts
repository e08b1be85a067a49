import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { useFolder } from '../support/folder.js'
import { useProject } from '../support/project.js'

const library = `${root}dist/index.js`

/** Runs a module in a separate process, which must exit by itself. */
const runModule = (source: string) =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source], { timeout: 30_000 })

test('a closed emulator of the built library leaves no handle open', async () => {
  const { stdout } = await runModule(`
    import { connect, createEmulator } from ${JSON.stringify(library)}
    const emulator = await createEmulator({ data: ${JSON.stringify(useFolder())} })
    const { url } = await emulator.listen()
    const response = await fetch(url + '/verifications/sms', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + emulator.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: emulator.profileId }),
    })
    const { code } = await connect({ url }).inbox.next('+13035551234')
    await emulator.close()
    console.log(response.status, /^[0-9]{5}$/.test(code))
  `)
  expect(stdout).toBe('200 true\n')
})

test('an embedding process keeps its global Request and Response', async () => {
  const { stdout } = await runModule(`
    import { createEmulator } from ${JSON.stringify(library)}
    const before = [Request, Response, Headers]
    const emulator = await createEmulator()
    await emulator.listen()
    console.log([Request, Response, Headers].every((now, index) => now === before[index]))
    await emulator.close()
  `)
  expect(stdout).toBe('true\n')
})

test.each([
  ['imported', `import { createEmulator } from ${JSON.stringify(library)}`],
  [
    'required',
    `import { createRequire } from 'node:module'
    const { createEmulator } = createRequire(import.meta.url)(${JSON.stringify(library.replace('.js', '.cjs'))})`,
  ],
])('test doubles of timers and of HTTP requests do not reach the library that was %s', async (_how, load) => {
  const { stdout } = await runModule(`
    ${load}
    import http, { createServer } from 'node:http'
    import timers from 'node:timers'
    let receive
    const received = new Promise((resolve) => (receive = resolve))
    const server = createServer((request, response) => {
      receive(request.method)
      response.end()
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    const emulator = await createEmulator({ webhooks: { url: 'http://127.0.0.1:' + server.address().port } })
    const refuse = () => {
      throw new Error('a test double was called')
    }
    http.request = http.ClientRequest = refuse
    for (const name of ['setTimeout', 'setInterval', 'setImmediate']) timers[name] = refuse
    const late = await emulator.inbox.next('+13125550199', { timeout: 20 }).catch((error) => error.name)
    await emulator.fetch(emulator.url + '/verifications/sms', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + emulator.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: emulator.profileId }),
    })
    console.log(late, await received)
    await emulator.close()
    server.closeAllConnections()
    server.close()
  `)
  expect(stdout).toBe('WaitTimeoutError POST\n')
})

test('the shipped types compile by themselves with library checks on', async () => {
  const folder = useProject()
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['login.ts'] }))
  const source = (wait: string) => `
    import { connect, createEmulator, type Message } from 'telnyx-verify-emulator'
    const emulator = await createEmulator({ seed: 1, fixtures: { version: 1 } })
    const message: Message = await emulator.inbox.next('+13035551234', { ${wait}: 1 })
    console.log(message.code.length, connect({ url: emulator.url }).env.TELNYX_API_KEY)
  `
  const compile = (wait: string) => {
    writeFileSync(join(folder, 'login.ts'), source(wait))
    return promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).then(
      () => 'fine',
      ({ stdout }: { stdout: string }) => stdout,
    )
  }
  expect(await compile('timeout')).toBe('fine')
  expect(await compile('timeoutSecs')).toContain("'timeoutSecs' does not exist in type 'NextMessageOptions'")
})

test('the package has no runtime dependencies and includes the licenses of bundled packages', () => {
  const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  expect(manifest.dependencies).toBeUndefined()
  const licences = readFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, 'utf8')
  for (const name of ['lowdb', 'commander', 'fastest-levenshtein', 'yaml']) {
    expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|ISC)\\)\n\n\\S`, 'm'))
  }
})
