/** Collects the licenses of the packages that are bundled. */
import { existsSync, readFileSync } from 'node:fs'
import { root } from './documents.js'

/** @param modules paths of all bundled modules */
export function licensesOf(modules: readonly string[]): string {
  const names = modules.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])
  const texts = [...new Set(names)].sort().map((name) => {
    const folder = `${root}node_modules/${name}/`
    const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as Record<string, string>
    const file = ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt'].find((file) => existsSync(folder + file))
    return `${name} ${version} (${license})\n\n${file ? readFileSync(folder + file, 'utf8').trim() : ''}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}
