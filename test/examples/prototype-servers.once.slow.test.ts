import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { root } from '../../tools/documents.js'
import { findPath, longestRunMs, runShell } from '../docs/languages.js'
import { useFolder } from '../support/folder.js'

/** The servers that replace the prototype: the page shows them, so each is run. Each prints its port. */
const servers = [
  { name: 'Express', file: 'express.mjs', probe: 'node --version', run: 'exec node express.mjs', packages: 'nodejs' },
  {
    name: 'FastAPI',
    file: 'fastapi_server.py',
    probe: 'python3 -c "import fastapi, httpx, uvicorn"',
    run: `exec python3 -u -c 'import socket, uvicorn
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
uvicorn.run("fastapi_server:app", fd=s.fileno(), log_level="error")'`,
    packages: 'python3-fastapi python3-httpx python3-uvicorn',
  },
  {
    name: 'Go',
    file: 'main.go',
    probe: 'go version',
    run: 'go build -o server main.go && exec ./server',
    packages: 'golang-go',
  },
]

async function startServer(file: string, run: string, path: string) {
  const emulator = await createEmulator({ seed: 1 })
  onTestFinished(() => emulator.close())
  await emulator.listen()
  const folder = useFolder()
  cpSync(join(root, 'examples', 'prototype', file), join(folder, file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { HOME = '' } = process.env
  const env = { PATH: path, HOME, GOPROXY: 'off', GOTOOLCHAIN: 'local', CGO_ENABLED: '0', ...emulator.env, PORT: '0' }
  const child = spawn('sh', ['-euc', run], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const [printed] = await Promise.race([once(child.stdout, 'data'), ended.then(() => ['it ended'])])
  const url = `http://127.0.0.1:${Number(String(printed).trim())}/prototype`
  const post = async (path: string, body: object, cookie = '') => {
    for (;;) {
      try {
        const headers = { 'content-type': 'application/json', cookie }
        const response = await fetch(`${url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
        return { status: response.status, headers: response.headers, body: await response.json() }
      } catch (error) {
        if (child.exitCode !== null) throw error
        // A port that is bound is not answered at once.
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }
  return { emulator, post }
}

const found = await Promise.all(servers.map(async (server) => ({ ...server, path: await findPath(server) })))

for (const { name, file, run, path, probe, packages } of found) {
  const note = path !== null ? '' : ` (skipped: "${probe}" fails here; on Debian, apt-get install ${packages})`
  describe.skipIf(path === null)(`the backend in ${name}${note}`, { timeout: longestRunMs }, () => {
    test('sends a code, refuses a wrong one, accepts the right one once, and only with its cookie', async () => {
      const { emulator, post } = await startServer(file, run, path ?? '')
      const phone_number = '+13035551234'
      const started = await post('start', { phone_number })
      expect([started.status, started.body]).toEqual([200, { expires_in: 300 }])
      const setCookie = started.headers.get('set-cookie') ?? ''
      expect(setCookie).toMatch(/HttpOnly/i)
      expect(setCookie).toMatch(/SameSite=Strict/i)
      const [cookie] = setCookie.split(';')
      const { code } = await emulator.inbox.next(phone_number)
      const wrong = code === '00000' ? '11111' : '00000'
      expect((await post('check', { code })).status).toBe(401)
      expect((await post('check', { code: wrong }, cookie)).body).toEqual({ verified: false })
      expect((await post('check', { code }, cookie)).body).toEqual({ verified: true })
      expect((await post('check', { code }, cookie)).status).toBe(401)
    })

    test('passes a refusal on as one', async () => {
      const { post } = await startServer(file, run, path ?? '')
      const { status } = await post('start', { phone_number: '12' })
      expect([400, 422]).toContain(status)
    })
  })
}

test('the backend in FastAPI is valid Python', async () => {
  const path = join(root, 'examples', 'prototype', 'fastapi_server.py')
  const { code, output } = await runShell(
    `python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' "${path}"`,
    {},
  )
  expect(output).toBe('')
  expect(code).toBe(0)
})
