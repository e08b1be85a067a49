/**
 * Bundles the command and the library into dist/, with their dependencies, and writes their types. The CommonJS files are
 * the one implementation; those for `import` re-export from them, so a process that loads both has one state.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { builtDocument, parseApiDocument } from '../src/documents/api-documents.js'
import { bundle } from './bundle.js'
import { noSchemaWriter, standIns } from './bundle-plugins.js'
import { root } from './documents.js'
import { entries, fileOf, peers } from './entries.js'
import { buildOwnEntries, partsName, writeFacades } from './esm-entries.js'
import { licensesOf } from './licenses.js'
import { checkOnDemand, checkStart } from './on-demand.js'
import { rollTypes } from './roll-types.js'
import { buildPages } from './web.js'

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
rmSync(`${root}dist`, { recursive: true, force: true })

const parts = await buildOwnEntries()
const commonJs = entries.filter(({ hasCommonJs }) => hasCommonJs)
const libraries = [...commonJs.map(fileOf), partsName]
const files = await bundle({
  folder: root,
  input: {
    ...Object.fromEntries(commonJs.map((entry) => [fileOf(entry), entry.source])),
    [partsName]: partsName,
    cli: 'src/cli/main.ts',
  },
  outdir: `${root}dist`,
  start: 'src/cli/run.ts',
  libraries,
  external: peers,
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [
    standIns,
    noSchemaWriter,
    {
      name: 'parts',
      resolveId: (source) => (source === partsName ? `${root}${partsName}` : undefined),
      load: (id) =>
        id === `${root}${partsName}` ? parts.map((module) => `export * from '${module}'`).join('\n') : undefined,
    },
  ],
})
checkOnDemand(files, ['cli.cjs', ...libraries.map((name) => `${name}.cjs`)])
checkStart(files)
writeFacades(files)
const command = `${root}dist/cli.cjs`
// The bundler lets it load a file that it does not use.
const unused = 'require("./chunks/rolldown-runtime.cjs");'
const commandCode = readFileSync(command, 'utf8')
if (!commandCode.includes(`,${unused}`)) throw new Error(`dist/cli.cjs does not begin with the unused ${unused}`)
writeFileSync(command, `#!/usr/bin/env node\n${commandCode.replace(`,${unused}`, ';')}`)
chmodSync(command, 0o755)

/** Writes the OpenAPI documents as they are served. */
mkdirSync(`${root}dist/openapi`)
for (const name of ['control', 'verify'] as const)
  writeFileSync(root + builtDocument(name), JSON.stringify(await parseApiDocument(name)))

/** Builds the pages as static files. */
const pages = await buildPages()

const modules = [
  ...files.flatMap(({ moduleIds }) => moduleIds),
  ...pages.metafiles.flatMap((metafile) => Object.keys(metafile?.inputs ?? {})),
]
writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, licensesOf(modules))

if (!process.argv.includes('--no-types')) await rollTypes()

if (process.argv.includes('--analyze')) {
  for (const { fileName, code, moduleIds } of files.toSorted((one, other) => other.code.length - one.code.length))
    console.log(
      `${String(code.length).padStart(8)} bytes, ${String(moduleIds.length).padStart(4)} modules  ${fileName}`,
    )
}
