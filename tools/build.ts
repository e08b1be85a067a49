/** Bundles the command and the library into dist/, each with its dependencies, and writes their types. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { analyzeMetafile, type BuildOptions, build, type Plugin } from 'esbuild'
import { builtDocument, parseApiDocument } from '../src/documents/api-documents.js'
import { root } from './documents.js'
import { checkOnDemand, keepOutside, onDemandModules } from './on-demand.js'
import { pruneTypes } from './prune-types.js'
import { buildPages } from './web.js'

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
rmSync(`${root}dist`, { recursive: true, force: true })

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  define: { __VERSION__: JSON.stringify(version) },
  metafile: true,
}

/** Bundles the library as ESM. Modules that are loaded on demand become separate files. */
const library = await build({
  ...shared,
  entryPoints: {
    index: 'src/index.ts',
    vitest: 'src/testing/vitest.ts',
    playwright: 'src/testing/playwright.ts',
    msw: 'src/testing/msw.ts',
  },
  external: ['vitest', '@playwright/test', 'msw'],
  outdir: 'dist',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
})

/**
 * Bundles the command as one CommonJS file, which Node loads several milliseconds faster than ESM. Modules that most
 * starts do not need become separate files. Stand-ins replace two of Node's modules: the Node server imports HTTP/2 only
 * to recognize its requests, which we do not serve (4 ms); commander starts child processes only for commands that are
 * separate programs, which we do not have (2 ms). `exec` imports the real module when it is called.
 */
const standIns: Plugin = {
  name: 'stand-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(http2|child_process)$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : { path, namespace: 'stand-in' },
    )
    onLoad({ filter: /http2/, namespace: 'stand-in' }, () => ({
      contents: 'export class Http2ServerRequest {}\nexport const constants = {}',
    }))
    onLoad({ filter: /child_process/, namespace: 'stand-in' }, () => ({ contents: 'module.exports = {}' }))
  },
}
const usedOnDemand = new Set<string>()
const command = await build({
  ...shared,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  banner: { js: '#!/usr/bin/env node' },
  define: { ...shared.define, 'import.meta.dirname': '__dirname' },
  plugins: [keepOutside(usedOnDemand), standIns],
})
checkOnDemand(usedOnDemand, command.metafile as NonNullable<typeof command.metafile>)
const extras = await build({
  ...shared,
  entryPoints: [...onDemandModules],
  entryNames: 'on-demand/[name]',
  define: { ...shared.define, 'import.meta.dirname': '__dirname' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
})
if (process.argv.includes('--analyze'))
  console.log(await analyzeMetafile(command.metafile as NonNullable<typeof command.metafile>))
chmodSync(`${root}dist/cli.cjs`, 0o755)

/** Writes the OpenAPI documents as they are served. */
mkdirSync(`${root}dist/openapi`)
for (const name of ['control', 'verify'] as const)
  writeFileSync(root + builtDocument(name), JSON.stringify(await parseApiDocument(name)))

/** Builds the pages as static files. */
const pages = await buildPages()

/** Writes the licenses of bundled packages. */
const metafiles = [library.metafile, command.metafile, extras.metafile, ...pages.metafiles]
const inputs = metafiles.flatMap((metafile) => Object.keys(metafile?.inputs ?? {}))
const bundled = [
  ...new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
].sort()
const licences = bundled.map((name) => {
  const folder = `${root}node_modules/${name}/`
  const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as {
    version: string
    license: string
  }
  const file = ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt'].find((file) => existsSync(folder + file))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(folder + file, 'utf8').trim() : ''}\n`
})
writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, licences.join(`\n${'-'.repeat(80)}\n\n`))

if (!process.argv.includes('--no-types')) {
  execFileSync(`${root}node_modules/.bin/tsc`, ['-p', `${root}tsconfig.build.json`], { stdio: 'inherit' })
  pruneTypes(`${root}dist/types`, ['index.d.ts', 'testing/vitest.d.ts', 'testing/playwright.d.ts', 'testing/msw.d.ts'])
}
