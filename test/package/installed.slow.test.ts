import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { entries } from '../../tools/entries.js'
import { useFolder } from '../support/folder.js'

/** A folder in which a user has run `npm install` with the packed tarball. */
let folder: string
let printed: string

const run = promisify(execFile)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tve-installed-'))
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [{ filename }] = JSON.parse((await run('npm', pack, { cwd: root })).stdout) as [{ filename: string }]
  writeFileSync(join(folder, 'package.json'), '{"private": true}')
  const { stdout, stderr } = await run('npm', ['install', '--offline', '--no-audit', '--no-fund', filename], {
    cwd: folder,
  })
  printed = stdout + stderr
  for (const name of ['vitest', '@playwright/test', 'msw', 'jest', '@types/node']) {
    const place = join(folder, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), place)
  }
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program in the folder, as an ES module or as CommonJS. */
async function runProgram(source: string, name: 'program.mjs' | 'program.cjs'): Promise<string> {
  const file = join(folder, name)
  writeFileSync(file, source)
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: folder, timeout: 60_000 })
  expect(stderr).toBe('')
  return stdout.trim()
}

const nameOf = (entry: string) => `telnyx-verify-emulator${entry.slice(1)}`

/** Vitest and Jest offer their functions to test files only; their examples run there. */
const loadable = entries.filter(({ name }) => !['./vitest', './jest'].includes(name))

test('npm installs one package and warns of nothing', () => {
  expect(printed).toMatch(/added 1 package/)
  expect(printed).not.toMatch(/warn|ERESOLVE/i)
})

test.each(loadable.map(({ name }) => [name]))('%s exports the same names by import and by require', async (name) => {
  const list = 'console.log(Object.keys(all).sort().join())'
  const imported = await runProgram(`import * as all from '${nameOf(name)}'\n${list}`, 'program.mjs')
  const required = await runProgram(`const all = require('${nameOf(name)}')\n${list}`, 'program.cjs')
  expect(imported.length).toBeGreaterThan(3)
  expect(required).toBe(imported)
})

const usesBoth = `
  const required = load('telnyx-verify-emulator')
  const imported = await import('telnyx-verify-emulator')
  const emulator = await required.createEmulator()
  await emulator.listen()
  const message = imported.connect({ url: emulator.url }).inbox.next('+13035551234', { timeout: '10s' })
  const send = (of) => of.createEmulator({ seeed: 1 }).catch((error) => error)
  const errors = [await send(required), await send(imported)]
  await fetch(emulator.url + '/verifications/sms', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + emulator.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: emulator.profileId }),
  })
  const { code } = await message
  await emulator.close()
  const classes = [required.VerifyEmulatorError, imported.VerifyEmulatorError]
  const all = errors.flatMap((error) => classes.map((one) => error instanceof one))
  console.log(/^\\d{5}$/.test(code), all.join(), required.createEmulator === imported.createEmulator)
`

describe('a process that loads the library in both ways', () => {
  test('has one copy of it, when an ES module requires it too', async () => {
    const source = `import { createRequire } from 'node:module'\nconst load = createRequire(import.meta.url)\n${usesBoth}`
    expect(await runProgram(source, 'program.mjs')).toBe('true true,true,true,true true')
  })

  test('has one copy of it, when a CommonJS module imports it too', async () => {
    const source = `const load = require\nvoid (async () => {${usesBoth}})()`
    expect(await runProgram(source, 'program.cjs')).toBe('true true,true,true,true true')
  })
})

test('the handlers for Mock Service Worker fit the copy that the application loads', async () => {
  const use = `
    const emulator = await createEmulator()
    const server = setupServer(...handlers(emulator))
    server.listen({ onUnhandledRequest: 'error' })
    const response = await fetch('https://api.telnyx.com/v2/verify_profiles', { headers: { authorization: 'Bearer x' } })
    server.close()
    await emulator.close()
    console.log(response.status, (await response.json()).data.length)`
  const names = [
    ['createEmulator', ''],
    ['handlers', '/msw'],
  ] as const
  const imports = names.map(([name, entry]) => `import { ${name} } from 'telnyx-verify-emulator${entry}'`)
  const requires = names.map(([name, entry]) => `const { ${name} } = require('telnyx-verify-emulator${entry}')`)
  const asModule = `${imports.join('\n')}\nimport { setupServer } from 'msw/node'\n${use}`
  const asCommonJs = `${requires.join('\n')}\nconst { setupServer } = require('msw/node')\nvoid (async () => {${use}})()`
  expect(await runProgram(asModule, 'program.mjs')).toBe('200 1')
  expect(await runProgram(asCommonJs, 'program.cjs')).toBe('200 1')
})

describe('TypeScript', () => {
  const library = `
    import { createEmulator, type Message, VerifyEmulatorError } from 'telnyx-verify-emulator'
    export async function use(): Promise<Message> {
      const emulator = await createEmulator({ seed: 1 })
      // @ts-expect-error: the types are known, not any
      await emulator.inbox.next(1)
      return emulator.inbox.next('+13035551234', { timeout: '1s' })
    }
    export const isOurs = (error: unknown): boolean => error instanceof VerifyEmulatorError
  `
  const others = entries.filter(({ name }) => name !== '.')
  const importOf = ({ name }: { name: string }, index: number) =>
    `import * as entry${index} from '${nameOf(name)}'\nvoid entry${index}\n// @ts-expect-error: the types are known\nvoid entry${index}.missing\n`

  test.each([
    ['node16', 'node16', 'commonjs', false],
    ['node16', 'node16', 'module', true],
    ['nodenext', 'nodenext', 'commonjs', false],
    ['nodenext', 'nodenext', 'module', true],
    ['esnext', 'bundler', 'module', true],
    ['commonjs', 'node10', 'commonjs', false],
  ])('module %s, moduleResolution %s in a package of type %s', async (module, moduleResolution, type, hasEsm) => {
    const project = useFolder()
    symlinkSync(join(folder, 'node_modules'), join(project, 'node_modules'))
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      strict: true,
      esModuleInterop: true,
      skipLibCheck: true,
      preserveSymlinks: true,
      noEmit: true,
      types: ['node'],
    }
    const usable = others.filter(({ hasCommonJs }) => hasCommonJs || hasEsm)
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type }))
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['library.ts', 'others.ts'] }),
    )
    writeFileSync(join(project, 'library.ts'), library)
    writeFileSync(join(project, 'others.ts'), usable.map(importOf).join(''))
    const compiled = await run(join(root, 'node_modules/.bin/tsc'), ['-p', project]).catch((error) => error)
    expect(compiled.stdout).toBe('')
  })
})
