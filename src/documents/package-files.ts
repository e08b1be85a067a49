import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of this package: the nearest one upward with our OpenAPI document. Bundle and source lie at different depths. */
function findRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'openapi', 'verify.yaml'))) {
    if (dirname(folder) === folder)
      throw new Error('The files of telnyx-verify-emulator are missing. Install the package again.')
    folder = dirname(folder)
  }
  return folder
}

/** Whether this is the built package, not its source. */
export function isBuilt(): boolean {
  return import.meta.dirname.startsWith(join(findRoot(), 'dist'))
}

/** The path of a file or folder in the package, like `fixtures/rules.yaml`. */
export function packagePath(name: string): string {
  return join(findRoot(), name)
}

/** The text of a file in the package. */
export function readPackageFile(name: string): string {
  return readFileSync(packagePath(name), 'utf8')
}
