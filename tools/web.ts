/** Bundles the page of the handset into dist/web/: static files with hashed names, compressed at build time. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { type BuildResult, build } from 'esbuild'
import { root } from './documents.js'

/** Bytes of everything that the page may load, compressed with brotli. */
export const pageBudget = 30 * 1024

const outdir = `${root}dist/web/`

/** One file of the page with its size on disk and over the wire. */
export interface PageFile {
  readonly path: string
  readonly bytes: number
  readonly brotliBytes: number
}

/**
 * Builds the page and checks its budget.
 *
 * @throws when the files together are larger than the budget
 */
export async function buildPage(): Promise<{ files: readonly PageFile[]; result: BuildResult }> {
  rmSync(outdir, { recursive: true, force: true })
  const result = await build({
    absWorkingDir: root,
    entryPoints: { handset: 'src/web/page/main.tsx', style: 'src/web/page/styles/index.css' },
    outdir: 'dist/web/_page',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17.2'],
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    metafile: true,
    write: false,
  })
  const outputs = (result.outputFiles ?? []).map(({ path, contents }) => ({ name: nameOf(path), contents }))
  const html = toHtml(outputs.map(({ name }) => name))
  mkdirSync(`${outdir}_page`, { recursive: true })
  const files = [
    writeCompressed('index.html', Buffer.from(html)),
    ...outputs.map(({ name, contents }) => writeCompressed(`_page/${name}`, contents)),
  ]
  const total = files.reduce((sum, { brotliBytes }) => sum + brotliBytes, 0)
  if (total > pageBudget)
    throw new Error(`The page has ${total} bytes over the wire; the budget is ${pageBudget}. Run tsx tools/web.ts.`)
  return { files, result }
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** The document around the bundle; scripts and styles are files, because the policy of the page allows nothing inline. */
function toHtml(names: readonly string[]): string {
  const find = (pattern: RegExp) => names.find((name) => pattern.test(name))
  return readFileSync(`${root}src/web/index.html`, 'utf8')
    .replace('{{script}}', `/_page/${find(/^handset-.*\.js$/)}`)
    .replace('{{style}}', `/_page/${find(/^style-.*\.css$/)}`)
}

/** Writes a file of a page, and its compressed twins. */
export function writeCompressed(path: string, contents: Uint8Array): PageFile {
  const brotli = brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length } })
  writeFileSync(outdir + path, contents)
  writeFileSync(`${outdir}${path}.br`, brotli)
  writeFileSync(`${outdir}${path}.gz`, gzipSync(contents, { level: 9 }))
  return { path, bytes: contents.length, brotliBytes: brotli.length }
}

if (process.argv[1]?.endsWith('tools/web.ts')) {
  const { files } = await buildPage()
  for (const { path, bytes, brotliBytes } of files)
    console.log(`${path.padEnd(40)}${String(bytes).padStart(8)}${String(brotliBytes).padStart(8)}`)
  console.log(`${'in all, of 30720'.padEnd(48)}${String(files.reduce((sum, f) => sum + f.brotliBytes, 0)).padStart(8)}`)
}
