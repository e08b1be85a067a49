import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that the build writes the pages to. The code of the package lies deeper in it when it is bundled, or in its source. */
export function findPageFolder(from = import.meta.dirname): string {
  let folder = from
  while (!existsSync(join(folder, 'openapi', 'control.yaml'))) {
    if (dirname(folder) === folder) break
    folder = dirname(folder)
  }
  return join(folder, 'dist', 'web')
}
