import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of this package: the nearest one upward that holds our document. The bundle lies deeper or shallower than the source. */
function findRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'openapi', 'verify.yaml'))) {
    if (dirname(folder) === folder)
      throw new Error('The files of the package are not where its code is: install it again.')
    folder = dirname(folder)
  }
  return folder
}

/** Path of a file or folder that the package ships, like `fixtures/rules.yaml`. */
export function packagePath(name: string): string {
  return join(findRoot(), name)
}

/** Text of a file that the package ships. */
export function readPackageFile(name: string): string {
  return readFileSync(packagePath(name), 'utf8')
}
