/** Writes the ES modules of the entry points, which bring no code of ours that the CommonJS build has. */
import { writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import type { BundledFile } from './bundle.js'
import { root } from './documents.js'
import { entries, fileOf, peers } from './entries.js'

/** The name of the CommonJS file with all that entry points with lines of their own import of ours. */
export const partsName = 'testing-parts'

/**
 * Builds the entry points with lines of their own. Their imports of ours are redirected to one CommonJS file.
 *
 * @returns the modules that this file must export
 */
export async function buildOwnEntries(): Promise<string[]> {
  const own = entries.filter(({ esm }) => esm === 'own')
  const modules = new Set<string>()
  const fromCommonJs: Plugin = {
    name: 'from-common-js',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point') return undefined
        modules.add(resolve(dirname(importer), path).replace(/\.js$/, '.ts'))
        return { path: `./${partsName}.cjs`, external: true }
      })
    },
  }
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(own.map((entry) => [fileOf(entry), entry.source])),
    bundle: true,
    external: [...peers],
    plugins: [fromCommonJs],
    outdir: 'dist',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
  })
  return [...modules].sort()
}

/** Writes the entry points that re-export their CommonJS form by name. */
export function writeFacades(files: readonly BundledFile[]): void {
  for (const entry of entries) {
    if (entry.esm !== 'facade') continue
    const file = fileOf(entry)
    const { exports = [] } = files.find(({ fileName }) => fileName === `${file}.cjs`) ?? {}
    if (exports.length === 0) throw new Error(`${entry.source} exports nothing.`)
    writeFileSync(`${root}dist/${file}.js`, `export { ${[...exports].sort().join(', ')} } from './${file}.cjs'\n`)
  }
}
