import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../tools/documents.js'
import { useFolder } from './folder.js'

/** Creates a user's project with this package (as built) and some others installed. */
export function useProject(packages: readonly string[] = []): string {
  const folder = useFolder()
  mkdirSync(join(folder, 'node_modules'))
  for (const name of packages) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  symlinkSync(root, join(folder, 'node_modules', 'telnyx-verify-emulator'))
  return folder
}
