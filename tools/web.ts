/** Bundles the pages into dist/web/: static files with hashed names, compressed with brotli. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild'
import { root } from './documents.js'
import { buildHostedPage } from './hosted-page.js'

/** A page: its document, in which {{script}} and {{style}} stand for the built files. */
interface PageEntry {
  readonly name: string
  readonly html: string
  readonly script: string
  readonly style: string
  /** A script that runs before the first paint and begins the other one after it. */
  readonly start?: string
  /** The style of what is loaded on demand. */
  readonly laterStyle?: string
}

const entries: readonly PageEntry[] = [
  {
    name: 'index',
    html: 'src/web/index.html',
    script: 'src/web/page/main.tsx',
    style: 'src/web/page/styles/index.css',
    start: 'src/web/page/start.ts',
    laterStyle: 'src/web/page/styles/on-demand.css',
  },
  {
    name: 'prototype',
    html: 'src/web/prototype/page/prototype.html',
    script: 'src/web/prototype/page/prototype.ts',
    style: 'src/web/prototype/page/prototype.css',
  },
]

/** The backends that the page of the prototype shows. */
const backends = [
  ['Express', `${root}examples/prototype/express.mjs`],
  ['FastAPI', `${root}examples/prototype/fastapi_server.py`],
  ['Go', `${root}examples/prototype/main.go`],
] as const

/** Their sources as a literal: a string of JSON, because an object would become a file of its own. */
function readBackends(): string {
  return JSON.stringify(JSON.stringify(backends.map(([name, file]) => [name, readFileSync(file, 'utf8')])))
}

/** Bytes over the wire, compressed with brotli, that opening a page may cost. */
const pageBudget = 30 * 1024

const outdir = `${root}dist/web/`

/** One built file with its size on disk and over the wire. */
interface PageFile {
  readonly path: string
  readonly bytes: number
  readonly brotliBytes: number
  /** Loaded when a person opens what is in it; false: loaded with a page. */
  readonly isOnDemand: boolean
}

const options = {
  absWorkingDir: root,
  outdir: 'dist/web/_page',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  minify: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  define: { __BACKENDS__: readBackends() },
  metafile: true,
  write: false,
} as const satisfies BuildOptions

/**
 * Builds the pages and checks their budget.
 *
 * @throws when opening a page costs more than the budget
 */
export async function buildPages(): Promise<{ files: readonly PageFile[]; metafiles: readonly Metafile[] }> {
  rmSync(outdir, { recursive: true, force: true })
  mkdirSync(`${outdir}_page`, { recursive: true })
  const pages = await Promise.all(entries.map(buildPage))
  const hosted = await buildHostedPage(options)
  return {
    files: [...pages.flatMap(({ files }) => files), writeCompressed('hosted.html', Buffer.from(hosted.html), false)],
    metafiles: [...pages.map(({ metafile }) => metafile), hosted.metafile],
  }
}

/** Builds one page by itself, so that no page pays for what another one needs. */
async function buildPage(entry: PageEntry): Promise<{ files: PageFile[]; metafile: Metafile }> {
  const { metafile, outputFiles } = await build({
    ...options,
    entryPoints: {
      [entry.name]: entry.script,
      [`${entry.name}-style`]: entry.style,
      ...(entry.laterStyle !== undefined && { 'on-demand-style': entry.laterStyle }),
    },
  })
  const start = await buildStart(entry)
  const initial = findInitialFiles(entry, metafile)
  const laterStyle = outputFiles.map(({ path }) => nameOf(path)).find((name) => name.startsWith('on-demand-style'))
  const files = [
    writeCompressed(
      `${entry.name}.html`,
      Buffer.from(toHtml(entry, initial, start && nameOf(start.path), laterStyle)),
      false,
    ),
    ...[...outputFiles, ...(start ? [start] : [])].map(({ path, contents }) =>
      writeCompressed(`_page/${nameOf(path)}`, contents, !initial.includes(nameOf(path)) && path !== start?.path),
    ),
  ]
  checkBudget(entry.name, files)
  return { files, metafile }
}

/** A plain script, which unlike a module runs before the first paint. It shares no file with the rest. */
async function buildStart({ name, start }: PageEntry): Promise<OutputFile | undefined> {
  if (start === undefined) return undefined
  const entryPoints = { [`${name}-start`]: start }
  const { outputFiles } = await build({ ...options, entryPoints, splitting: false, format: 'iife', metafile: false })
  return outputFiles[0]
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** The style of a page, its script, and what that imports at once. */
function findInitialFiles({ script, style }: PageEntry, { outputs }: Metafile): string[] {
  const find = (entryPoint: string) => Object.keys(outputs).find((path) => outputs[path]?.entryPoint === entryPoint)
  const found = new Set<string>()
  const visit = (path: string | undefined) => {
    if (path === undefined || found.has(path)) return
    found.add(path)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement') visit(imported)
  }
  visit(find(style))
  visit(find(script))
  return [...found].map(nameOf)
}

/** The document; scripts and styles are files, because the policy of the pages allows nothing inline. */
function toHtml({ html }: PageEntry, names: readonly string[], start?: string, laterStyle?: string): string {
  const toPath = (name: string) => `/_page/${name}`
  const [style, script, ...imported] = names.map(toPath)
  const preloads = imported.map((path) => `<link rel="modulepreload" href="${path}">\n`).join('')
  const document = readFileSync(root + html, 'utf8').replace('{{style}}', String(style))
  return start === undefined
    ? document.replace('<script', `${preloads}<script`).replace('{{script}}', String(script))
    : document
        .replace('{{start}}', toPath(start))
        .replace('{{scripts}}', [script, ...imported].join(' '))
        .replace('{{laterStyle}}', toPath(String(laterStyle)))
}

function writeCompressed(path: string, contents: Uint8Array, isOnDemand: boolean): PageFile {
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length, [constants.BROTLI_PARAM_LGWIN]: 22 }
  const brotli = brotliCompressSync(contents, { params })
  writeFileSync(`${outdir}${path}.br`, brotli)
  return { path, bytes: contents.length, brotliBytes: brotli.length, isOnDemand }
}

const sumOf = (files: readonly PageFile[]) => files.reduce((sum, { brotliBytes }) => sum + brotliBytes, 0)

/** @throws when opening the page costs more than the budget */
function checkBudget(name: string, files: readonly PageFile[]): void {
  const total = sumOf(files.filter(({ isOnDemand }) => !isOnDemand))
  if (total <= pageBudget) return
  const list = files.map(({ path, brotliBytes }) => `${path}: ${brotliBytes}`).join(', ')
  throw new Error(`Opening the page ${name} costs ${total} bytes over the wire; the budget is ${pageBudget}. ${list}`)
}

if (process.argv[1]?.endsWith('tools/web.ts')) {
  const { files } = await buildPages()
  for (const { path, bytes, brotliBytes, isOnDemand } of files)
    console.log(
      path.padEnd(40),
      String(bytes).padStart(8),
      String(brotliBytes).padStart(8),
      isOnDemand ? 'on demand' : '',
    )
}
