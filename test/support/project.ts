import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../tools/documents.js'
import { useFolder } from './folder.js'

/** A folder of a user's, in which this package (as built) and some others are installed. */
export function useProject(packages: readonly string[] = []): string {
  const folder = useFolder()
  mkdirSync(join(folder, 'node_modules'))
  for (const name of packages) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  symlinkSync(root, join(folder, 'node_modules', 'telnyx-verify-emulator'))
  return folder
}
