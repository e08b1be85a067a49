/** Builds the handset as an MCP App: one document with everything in it, because the frame of a host has no network. */
import { readFileSync } from 'node:fs'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { root } from './documents.js'

/** The largest document, which an agent's host reads over the protocol. Bytes. */
const budget = 80 * 1024

/** What differs from the page: the parts that are loaded on demand there are in the one file here. */
const ownFiles: Plugin = {
  name: 'own-files',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\/on-demand\.tsx$/ }, () => ({ path: `${root}src/web/page/hosted/on-demand.tsx` }))
    onLoad({ filter: /\/is-hosted\.ts$/ }, () => ({ contents: 'export const isHosted = true' }))
  },
}

/**
 * Builds the document.
 *
 * @param options those of the pages
 * @throws {Error} when it is over its budget
 */
export async function buildHostedPage(
  options: BuildOptions,
): Promise<{ readonly html: string; readonly metafile: Metafile }> {
  const { outputFiles = [], metafile } = await build({
    ...options,
    entryPoints: { script: 'src/web/page/hosted/main.tsx', style: 'src/web/page/styles/hosted.css' },
    splitting: false,
    format: 'iife',
    plugins: [ownFiles],
  })
  const textOf = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text.trim() ?? ''
  const html = inlineInto(readFileSync(`${root}src/web/hosted.html`, 'utf8'), textOf('.js'), textOf('.css'))
  const bytes = Buffer.byteLength(html)
  if (bytes > budget) throw new Error(`The MCP App has ${bytes} bytes; the budget is ${budget}.`)
  return { html, metafile: metafile as Metafile }
}

/** Puts a script and a style into a document. Text in them that would end their element is written another way. */
export function inlineInto(html: string, script: string, style: string): string {
  const safeScript = script.replaceAll(/<\/(?=script)/gi, '<\\/').replaceAll('<!--', '<\\!--')
  if (/<\/style/i.test(style)) throw new Error('The style of the MCP App contains the end of its element.')
  return html
    .replace('<!-- style -->', () => `<style>${style}</style>`)
    .replace('<!-- script -->', () => `<script>${safeScript}</script>`)
}
