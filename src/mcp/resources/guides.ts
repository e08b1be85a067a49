import { readdirSync } from 'node:fs'
import { packagePath, readPackageFile } from '../../documents/package-files.js'
import type { Resource } from './resource.js'

/** The guides of the package: its folder `docs`, and what is known of the real service. */
export function listGuides(): Resource[] {
  const files = readdirSync(packagePath('docs')).filter((file) => file.endsWith('.md'))
  const guides = files.sort().map((file) => ({ name: file.replace(/\.md$/, ''), path: `docs/${file}` }))
  return [...guides, { name: 'fidelity', path: 'FIDELITY.md' }].map(({ name, path }) => {
    const title = /^# (.+)$/m.exec(readPackageFile(path))?.[1] ?? name
    return {
      uri: `tve://guides/${name}`,
      name: `guide-${name}`,
      title,
      description: `The guide "${title}"`,
      mimeType: 'text/markdown',
      read: () => readPackageFile(path),
    }
  })
}
