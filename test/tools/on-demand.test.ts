import { realpathSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { checkOnDemand, keepOutside } from '../../tools/on-demand.js'
import { startCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'

describe('the build', () => {
  /** Bundles the program `start.ts` with `rare.ts` beside it, and checks the bundle with one on-demand module. */
  async function bundle(start: string, onDemand = 'rare.ts'): Promise<string> {
    const folder = realpathSync(useFolder())
    writeFileSync(join(folder, 'rare.ts'), 'export const rare = "seldom needed"\n')
    writeFileSync(join(folder, 'start.ts'), start)
    const [used, list] = [new Set<string>(), { modules: [onDemand], folder }]
    const { metafile, outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: ['start.ts'],
      bundle: true,
      format: 'cjs',
      metafile: true,
      write: false,
      plugins: [keepOutside(used, list)],
    })
    checkOnDemand(used, metafile, list)
    return outputFiles[0]?.text ?? ''
  }

  test('leaves a module that is imported on demand outside the start-up bundle', async () => {
    const text = await bundle(`export const load = () => import('./rare.js')`)
    expect(text).toContain('./on-demand/rare.cjs')
    expect(text).not.toContain('seldom needed')
  })

  test.each([
    [
      'is imported at start as well',
      `import { rare } from './rare.js'\nexport const load = () => import('./rare.js').then(() => rare)`,
      'rare.ts',
      'On-demand modules in the start-up bundle: rare.ts.',
    ],
    [
      'is imported at start only',
      `export { rare } from './rare.js'`,
      'rare.ts',
      'On-demand modules in the start-up bundle: rare.ts.',
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
  ])('fails when a listed module %s', async (_what, start, onDemand, sentence) => {
    await expect(bundle(start, onDemand)).rejects.toThrow(sentence)
  })
})

describe('the built command', () => {
  /** The on-demand files that a start has loaded by the time it is ready. */
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
    expect(files.some((file) => file.endsWith('dist/cli.cjs'))).toBe(true)
    return files.filter((file) => file.includes('/on-demand/')).map((file) => basename(file, extname(file)))
  }

  test('loads none of the on-demand modules at a plain start', async () => {
    expect(await loadedBy([])).toEqual([])
  })

  test('loads certificates with --https alone', async () => {
    expect(await loadedBy(['--https'])).toEqual(['entry'])
  })

  test('loads the store and the validator of files with a data folder', async () => {
    expect((await loadedBy(['--data', useFolder()])).sort()).toEqual(['files', 'store'])
  })
})
