import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCommand } from '../../support/command.js'
import { useFolder } from '../../support/folder.js'

/** Prints when the server of the pages is loaded, and each file of theirs that is read. */
const spy = `
const Module = require('node:module')
const fs = require('node:fs')
const promises = require('node:fs/promises')
Module._cache = new Proxy(Module._cache, {
  set(cache, file, module) {
    if (file.includes('serve-web')) process.stderr.write('loaded ' + file + '\\n')
    cache[file] = module
    return true
  },
})
const note = (holder, name) => {
  const original = holder[name]
  holder[name] = function (path, ...rest) {
    if (String(path).includes('dist/web')) process.stderr.write('read ' + path + '\\n')
    return original.call(this, path, ...rest)
  }
}
for (const name of ['readFileSync', 'existsSync', 'openSync', 'readdirSync']) note(fs, name)
note(promises, 'readFile')
`

test('nothing of the pages is loaded before someone opens one', async () => {
  const preload = join(useFolder(), 'spy.cjs')
  writeFileSync(preload, spy)
  const { ready, printed, child } = await startCommand(['--prototype'], {
    env: { NODE_OPTIONS: `--require ${preload}` },
  })
  let seen = ''
  child.stderr?.on('data', (text: string) => {
    seen += text
  })
  const origin = new URL(ready.url).origin
  await fetch(`${origin}/health`)
  await fetch(`${origin}/`)
  expect(seen).toBe('')
  const page = await fetch(`${origin}/`, { headers: { accept: 'text/html' } })
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  await printed(/loaded .*serve-web/)
  await printed(/read .*dist\/web\/index\.html/)
})

test('the page and everything that it names is served by the command, compressed', async () => {
  const { ready } = await startCommand()
  const { origin } = new URL(ready.url)
  const headers = { accept: 'text/html', 'accept-encoding': 'br' }
  const html = await (await fetch(`${origin}/`, { headers })).text()
  const names = [...html.matchAll(/(?:src|href)="(\/_page\/[^"]+)"/g)].map(([, path]) => path)
  expect(names.length).toBeGreaterThanOrEqual(2)
  for (const name of names) {
    const file = await fetch(origin + name, { headers })
    expect([file.status, file.headers.get('content-encoding')], name).toEqual([200, 'br'])
    expect(file.headers.get('cache-control')).toContain('immutable')
  }
})
