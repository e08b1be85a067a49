import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../../../tools/documents.js'
import { useFolder } from '../../support/folder.js'

/** Modules of Node that take long to load: fetch, TLS, HTTP/2, compression and workers. */
const heavy = /undici|tls|http2|zlib|worker|internal\/crypto|webstreams/

const profile = '4900019b-76da-b800-8000-000000000001'

test('the started command answers without loading fetch, TLS, HTTP/2, compression or workers', async () => {
  const folder = useFolder()
  const list = join(folder, 'modules.json')
  const probe = join(folder, 'probe.cjs')
  // Both lists: a bare server loads some of these modules on some versions of Node, too.
  writeFileSync(
    probe,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(process.moduleLoadList)))`,
  )
  const bare = join(folder, 'bare.cjs')
  writeFileSync(
    bare,
    `const server = require('node:http').createServer((request, response) => response.end('{}'))
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
process.on('SIGTERM', () => process.exit(0))`,
  )
  const modulesOf = async (args: readonly string[]) => {
    const child = spawn(process.execPath, ['--require', probe, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    let printed = ''
    const url = await new Promise<string>((resolve) =>
      child.stdout.on('data', (data) => {
        printed += data
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? []
        if (found !== undefined) resolve(found)
      }),
    )
    const headers = { authorization: 'Bearer k', 'content-type': 'application/json' }
    const body = JSON.stringify({ phone_number: '+13035551234', verify_profile_id: profile })
    const created = await fetch(`${url}/v2/verifications/sms`, { method: 'POST', headers, body })
    expect(created.status).toBe(200)
    expect((await fetch(`${url}/v2/verify_profiles`, { headers })).status).toBe(200)
    child.kill('SIGTERM')
    await ended
    return (JSON.parse(readFileSync(list, 'utf8')) as string[]).filter((name) => heavy.test(name))
  }
  const inBare = await modulesOf([bare])
  const inCommand = await modulesOf([join(root, 'dist/cli.cjs'), 'start', '--port', '0', '--quiet'])
  expect(inCommand.filter((name) => !inBare.includes(name))).toEqual([])
})
