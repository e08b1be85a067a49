import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'

/** Prints each chunk of the bundle that is loaded, and what of it belongs to MCP. */
const spy = `
const Module = require('node:module')
Module._cache = new Proxy(Module._cache, {
  set(cache, file, module) {
    cache[file] = module
    const report = () => {
      if (file.includes('serve-mcp') || module.exports.createMcpHandler) process.stderr.write('loaded ' + file + '\\n')
    }
    setImmediate(report)
    return true
  },
})
`

test('nothing of MCP is loaded before an agent asks', async () => {
  const preload = join(useFolder(), 'spy.cjs')
  writeFileSync(preload, spy)
  const { ready, printed, child } = await startCommand([], { env: { NODE_OPTIONS: `--require ${preload}` } })
  let seen = ''
  child.stderr?.on('data', (text: string) => {
    seen += text
  })
  const { origin } = new URL(ready.url)
  await fetch(`${origin}/_emulator/inbox`)
  expect((await fetch(`${origin}/_emulator/mcp`)).status).toBe(405)
  expect(seen).toBe('')
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  expect((await fetch(`${origin}/_emulator/mcp`, { method: 'POST', headers, body })).status).toBe(200)
  await printed(/loaded .*serve-mcp/)
})
