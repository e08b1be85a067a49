import { realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundle, loadedWith, modulesIn } from '../../tools/bundle.js'
import { checkOnDemand } from '../../tools/on-demand.js'
import { startCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'

describe('the build', () => {
  /** Bundles the command `start.ts` and the library `library.ts`, with `rare.ts` and `both.ts` beside them. */
  async function build(start: string, library = 'export const open = 1') {
    const folder = realpathSync(useFolder())
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
})

describe('the built command', () => {
  /** The files of ours that a start has loaded by the time it is ready. */
  async function loadedBy(args: readonly string[]): Promise<string[]> {
    const probe = join(useFolder(), 'probe.cjs')
    writeFileSync(
      probe,
      `process.on('SIGUSR2', () => console.error('LOADED', JSON.stringify(Object.keys(require.cache)), '.'))`,
    )
    const { child, printed } = await startCommand(args, { env: { NODE_OPTIONS: `--require "${probe}"` } })
    child.kill('SIGUSR2')
    const [, loaded = ''] = /LOADED (.*) \./.exec(await printed(/LOADED .* \./)) ?? []
    const files = JSON.parse(loaded) as string[]
    return files.flatMap((file) => /\/dist\/(.*)\.cjs$/.exec(file)?.[1] ?? []).sort()
  }

  const always = ['chunks/main', 'chunks/rolldown-runtime', 'chunks/server', 'chunks/start', 'cli']

  test('loads five files at a plain start', async () => {
    expect(await loadedBy([])).toEqual(always)
  })

  test('loads certificates with --https alone', async () => {
    expect(await loadedBy(['--https'])).toEqual([...always, 'chunks/entry'].sort())
  })

  test('loads the store and the validator of files with a data folder', async () => {
    const more = ['chunks/files', 'chunks/lock', 'chunks/open-store', 'chunks/read-sandbox-file', 'chunks/store']
    expect(await loadedBy(['--data', useFolder()])).toEqual([...always, ...more].sort())
  })
})
