import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { realpathSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { bundle, loadedWith, modulesIn } from '../../tools/bundle.js'
import { checkOnDemand, checkSize } from '../../tools/on-demand.js'
import { type Ready, startCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'

describe('the build', () => {
  /** Bundles the command `start.ts` and the library `library.ts`, with `rare.ts` and `both.ts` beside them. */
  async function build(start: string, library = 'export const open = 1', others: Record<string, string> = {}) {
    const folder = realpathSync(useFolder())
    for (const [name, source] of Object.entries(others)) writeFileSync(join(folder, name), source)
    writeFileSync(join(folder, 'rare.ts'), 'export const rare = Symbol("seldom needed")\n')
    writeFileSync(join(folder, 'both.ts'), 'export const both = Symbol("needed by both")\n')
    writeFileSync(join(folder, 'start.ts'), start)
    writeFileSync(join(folder, 'library.ts'), library)
    const files = await bundle({
      folder,
      input: { start: 'start.ts', library: 'library.ts' },
      outdir: join(folder, 'dist'),
      start: 'start.ts',
      libraries: ['library'],
    })
    const modulesOf = (entry: string) => modulesIn(loadedWith(files, `${entry}.cjs`), folder)
    return { folder, files, all: modulesIn(files, folder), modulesOf }
  }

  test('leaves a module that is imported on demand outside the files that are loaded at start', async () => {
    const { all, modulesOf } = await build(`export const load = () => import('./rare.js')`)
    expect(modulesOf('start')).not.toContain('rare.ts')
    expect(all).toContain('rare.ts')
  })

  test('puts a module that the command and the library need into one file, which both load', async () => {
    const { all, modulesOf } = await build(`export * from './both.js'`, `export * from './both.js'`)
    expect(all.filter((module) => module === 'both.ts')).toHaveLength(1)
    expect(modulesOf('start')).toContain('both.ts')
    expect(modulesOf('library')).toContain('both.ts')
  })

  test('requires what is imported on demand, and imports what is only known at run time', async () => {
    const { files } = await build(
      `export const load = () => import('./rare.js')\nexport const run = (file: string) => import(file)`,
    )
    const { code = '' } = files.find(({ fileName }) => fileName === 'start.cjs') ?? {}
    expect(code).toMatch(/require\(.\.\/chunks\/rare\.cjs.\)/)
    expect(code.match(/\bimport\(/g)).toHaveLength(1)
  })

  test('exports constants of shared files as values, and variables by functions', async () => {
    const source = `export * from './both.js'
export let count = 0
export const add = () => { count += 1 }
export class Shared {}`
    const { folder, files } = await build(
      `export { both, add, count, Shared } from './shared.js'`,
      `export * from './shared.js'`,
      {
        'shared.ts': source,
      },
    )
    const { fileName = '', code = '' } = files.find(({ name }) => name === 'main') ?? {}
    expect(code.match(/defineProperty\(exports/g)).toHaveLength(1)
    const shared = createRequire(import.meta.url)(join(folder, 'dist', fileName)) as Record<string, unknown>
    const values = () => Object.values(shared).map((value) => (typeof value === 'function' ? 'function' : value))
    expect(values()).toContain(0)
    ;(Object.values(shared).find((value) => String(value).includes('+=')) as () => void)()
    expect(values()).toContain(1)
  })

  test.each([
    [
      'is imported at start as well',
      `import { rare } from './rare.js'\nexport const load = () => import('./rare.js').then(() => rare)`,
      'rare.ts',
      'On-demand modules that start.cjs loads at start: rare.ts.',
    ],
    [
      'is imported at start only',
      `export { rare } from './rare.js'`,
      'rare.ts',
      'On-demand modules that start.cjs loads at start: rare.ts.',
    ],
    [
      'is imported by nothing',
      'export const load = () => undefined',
      'rare.ts',
      'On-demand modules that nothing imports on demand: rare.ts.',
    ],
    [
      'has moved away',
      `export const load = () => import('./rare.js')`,
      'moved/rare.ts',
      'On-demand modules that do not exist: moved/rare.ts.',
    ],
  ])('fails when a listed module %s', async (_what, start, module, sentence) => {
    const { files, folder } = await build(start)
    expect(() => checkOnDemand(files, ['start.cjs', 'library.cjs'], { modules: [module], folder })).toThrow(sentence)
  })

  test('fails when a file loads more than it may', async () => {
    const { files } = await build(`export * from './both.js'`, `export * from './both.js'`)
    const size = loadedWith(files, 'start.cjs').reduce((sum, { code }) => sum + code.length, 0)
    expect(() => checkSize(files, 'start.cjs', size)).not.toThrow()
    expect(() => checkSize(files, 'start.cjs', size - 1)).toThrow(`start.cjs loads ${size} bytes at start`)
    expect(() => checkSize(files, 'other.cjs', size)).toThrow('other.cjs is not a file of the bundle.')
  })
})

/** Writes a file for `--require`. At SIGUSR2, its process prints what it has loaded: modules of Node, and files. */
function writeProbe(): string {
  const probe = join(useFolder(), 'probe.cjs')
  writeFileSync(
    probe,
    `process.on('SIGUSR2', () => {
  const loaded = { files: Object.keys(require.cache), modules: process.moduleLoadList }
  require('fs').writeSync(2, 'LOADED ' + JSON.stringify(loaded) + ' END\\n')
})`,
  )
  return probe
}

interface Loaded {
  readonly files: readonly string[]
  readonly modules: readonly string[]
}

const readLoaded = (text: string) => JSON.parse(/LOADED (.*) END/.exec(text)?.[1] ?? '') as Loaded

/** What a start of the command has loaded. @param use called before it is asked */
async function startAndList(args: readonly string[], use = async (_ready: Ready) => {}): Promise<Loaded> {
  const command = await startCommand(args, { env: { NODE_OPTIONS: `--require "${writeProbe()}"` } })
  await use(command.ready)
  command.child.kill('SIGUSR2')
  return readLoaded(await command.printed(/LOADED .* END/))
}

/** The modules of Node that a bare server has loaded once it has answered. */
async function listOfBareServer(): Promise<readonly string[]> {
  const server = join(useFolder(), 'server.cjs')
  writeFileSync(
    server,
    `const server = require('node:http').createServer((request, response) => {
  request.resume().on('end', () => response.end('{}'))
})
server.listen(0, '127.0.0.1', () => {
  require('node:http').request({ port: server.address().port, method: 'POST', agent: false }, () => {
    process.stdout.write('done\\n')
    process.emit('SIGUSR2')
    process.exit()
  }).end('{}')
})`,
  )
  const { stderr } = await promisify(execFile)(process.execPath, ['--require', writeProbe(), server])
  return readLoaded(stderr).modules
}

const sendCode = async ({ url, apiKey, profileId }: Ready) => {
  const response = await fetch(`${url}/verifications/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: '+13035551234', verify_profile_id: profileId }),
  })
  expect(response.status).toBe(200)
}

/** Modules of Node that a start needs besides, each loaded in a fraction of a millisecond. */
const small = ['process', 'vm', 'internal/fs/sync_write_stream']

/** What Node 22 and up load to keep compiled code, which saves more. */
const ofCompileCache = [
  'module',
  'internal/source_map/source_map',
  'internal/modules/esm/assert',
  'internal/modules/esm/loader',
]
const allowed = process.versions.node.startsWith('20.') ? small : [...small, ...ofCompileCache]

describe('the built command', () => {
  /** The files of ours that a start has loaded by the time it is ready. */
  async function loadedBy(args: readonly string[], use?: (ready: Ready) => Promise<void>): Promise<string[]> {
    const { files } = await startAndList(args, use)
    return files.flatMap((file) => /\/dist\/(.*)\.cjs$/.exec(file)?.[1] ?? []).sort()
  }

  const always = ['chunks/main', 'chunks/rolldown-runtime', 'chunks/server', 'chunks/start', 'cli']

  test('loads five files at a plain start', async () => {
    expect(await loadedBy([])).toEqual(always)
  })

  test('loads no more for the first code that is sent', async () => {
    expect(await loadedBy([], sendCode)).toEqual(always)
  })

  test('loads hardly a module of Node that a bare server does not load', async () => {
    const bare = new Set(await listOfBareServer())
    const { modules } = await startAndList(['--quiet'], sendCode)
    const more = modules.filter((name) => name.startsWith('NativeModule ') && !bare.has(name))
    expect(more.map((name) => name.slice('NativeModule '.length)).filter((name) => !allowed.includes(name))).toEqual([])
    expect(modules).not.toContain('NativeModule http')
  })

  test('loads the HTTP server of Node for a request that is not plain', async () => {
    const useExpect = async ({ url }: Ready) => {
      const { hostname, port } = new URL(url)
      const socket = connect(Number(port), hostname)
      socket.end('HEAD /v2/verify_profiles HTTP/1.0\r\n\r\n')
      socket.resume()
      await once(socket, 'close')
    }
    const { files, modules } = await startAndList([], useExpect)
    expect(modules).toContain('NativeModule http')
    expect(files.filter((file) => file.endsWith('/dist/chunks/node-server.cjs'))).toHaveLength(1)
  })

  test('loads certificates with --https alone', async () => {
    expect(await loadedBy(['--https'])).toEqual(
      [...always, 'chunks/entry', 'chunks/listener', 'chunks/node-server'].sort(),
    )
  })

  test('loads the store and the validator of files with a data folder', async () => {
    const more = [
      'chunks/files',
      'chunks/json-parts',
      'chunks/lock',
      'chunks/open-store',
      'chunks/proven-text',
      'chunks/read-sandbox-file',
      'chunks/store',
    ]
    expect(await loadedBy(['--data', useFolder()])).toEqual([...always, ...more].sort())
  })
})
