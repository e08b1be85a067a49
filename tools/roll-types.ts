/** Rolls the types of each entry point up to one file, and what several of them declare to one beside them. */
import { writeFileSync } from 'node:fs'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { root } from './documents.js'
import { entries, fileOf, peers } from './entries.js'

/**
 * Writes the types for `require`, and for `import` files that re-export them: one declaration for both, so a class is
 * the same type whichever way it was loaded. The types of an entry point with a peer that has separate types for each
 * way are written for both ways.
 *
 * @throws on any warning
 */
export async function rollTypes(): Promise<void> {
  const sources = entries.map(({ source }) => root + source)
  const bundled = await rollup({
    input: Object.fromEntries(entries.map((entry) => [fileOf(entry), root + entry.source])),
    external: [...peers, /^node:/],
    plugins: [dts({ tsconfig: `${root}tsconfig.build.json` })],
    onLog: (_level, { message }) => {
      throw new Error(message)
    },
  })
  const { output } = await bundled.generate({
    format: 'es',
    entryFileNames: '[name].d.cts',
    chunkFileNames: '[name].d.cts',
    // Types of the runners stay out of the library's, which need nothing but TypeScript.
    manualChunks: (id) => (sources.includes(id) || id.startsWith(`${root}src/testing/`) ? undefined : 'types'),
  })
  await bundled.close()
  for (const file of output) {
    if (file.type !== 'chunk') continue
    const code = file.isEntry ? file.code : `/// <reference lib="esnext.disposable" />\n${file.code}`
    const entry = file.isEntry ? entries.find((entry) => fileOf(entry) === file.name) : undefined
    const folder = `${root}dist/`
    if (entry === undefined || entry.hasCommonJs) writeFileSync(`${folder}${file.fileName}`, code)
    if (entry !== undefined)
      writeFileSync(
        `${folder}${file.name}.d.ts`,
        entry.esm === 'own' ? file.code : `export * from './${file.name}.cjs'\n`,
      )
  }
}
