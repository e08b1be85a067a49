/** Bundles the page of the prototype into dist/web/, beside the page of the handset. */
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { root } from './documents.js'
import { type PageFile, writeCompressed } from './web.js'

const folder = 'src/web/prototype/page/'

/** The backends that the page shows. */
const backends = [
  ['Express', `${root}examples/prototype/express.mjs`],
  ['FastAPI', `${root}examples/prototype/fastapi_server.py`],
  ['Go', `${root}examples/prototype/main.go`],
] as const

/** Builds the page after the handset's, whose build empties the folder. */
export async function buildPrototypePage(): Promise<readonly PageFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { prototype: `${folder}prototype.ts`, 'prototype-style': `${folder}prototype.css` },
    outdir: 'dist/web/_page',
    entryNames: '[name]-[hash]',
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17.2'],
    minify: true,
    legalComments: 'none',
    define: { __BACKENDS__: JSON.stringify(backends.map(([name, file]) => [name, readFileSync(file, 'utf8')])) },
    write: false,
  })
  const files = outputFiles.map(({ path, contents }) => ({ name: path.slice(path.lastIndexOf('/') + 1), contents }))
  const nameOf = (ending: string) => files.find(({ name }) => name.endsWith(ending))?.name
  const html = readFileSync(`${root}${folder}prototype.html`, 'utf8')
    .replace('{{script}}', `/_page/${nameOf('.js')}`)
    .replace('{{style}}', `/_page/${nameOf('.css')}`)
  return [
    writeCompressed('prototype.html', Buffer.from(html)),
    ...files.map(({ name, contents }) => writeCompressed(`_page/${name}`, contents)),
  ]
}
