import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type PackedPackage, packPackage } from '../support/package.js'

let packed: PackedPackage
beforeAll(async () => {
  packed = await packPackage()
})
afterAll(() => packed.remove())

test('the packed package brings the pages along: the handset, the prototype and every file of theirs', async () => {
  const project = packed.useProject([])
  const command = join(project, 'node_modules', 'telnyx-verify-emulator', 'dist', 'cli.cjs')
  const child = spawn(process.execPath, [command, 'prototype', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const [line] = await once(child.stdout, 'data')
  const { origin } = new URL((JSON.parse(String(line)) as { url: string }).url)
  for (const path of ['/', '/prototype']) {
    const page = await fetch(origin + path, { headers: { accept: 'text/html' } })
    expect(page.status, path).toBe(200)
    for (const [, name] of (await page.text()).matchAll(/(?:src|href)="(\/_page\/[^"]+)"/g))
      expect((await fetch(`${origin}${name}`)).status, name).toBe(200)
  }
})

test('a program of the user has the page in its process', async () => {
  const project = packed.useProject([])
  const script = `
    import { createEmulator } from 'telnyx-verify-emulator'
    const emulator = await createEmulator()
    const response = await emulator.fetch('/', { headers: { accept: 'text/html' } })
    console.log(response.status, (await response.text()).includes('/_page/'))
    await emulator.close()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed] = await once(child.stdout, 'data')
  expect(String(printed).trim()).toBe('200 true')
})
