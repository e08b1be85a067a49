import { existsSync, readdirSync } from 'node:fs'
import { packagePath, readPackageFile } from '../../documents/package-files.js'
import type { Resource } from './resource.js'

const folder = 'skills/telnyx-verify-emulator'

/** The skill of the package, and the references that it links to by the same relative paths. */
export function listSkill(): Resource[] {
  if (!existsSync(packagePath(folder))) return []
  const references = readdirSync(packagePath(`${folder}/references`)).sort()
  return ['SKILL.md', ...references.map((name) => `references/${name}`)].map((path) => {
    const title = /^# (.+)$/m.exec(readPackageFile(`${folder}/${path}`))?.[1] ?? path
    return {
      uri: `tve://skill/${path}`,
      name: path === 'SKILL.md' ? 'skill' : `skill-${path.slice('references/'.length, -'.md'.length)}`,
      title,
      description:
        path === 'SKILL.md'
          ? 'How to write, run, debug and audit a login test: commands, complete tests, and the traps. Read it first.'
          : `A reference of the skill: ${title}`,
      mimeType: 'text/markdown',
      read: () => readPackageFile(`${folder}/${path}`),
    }
  })
}
