import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './documents.js'

/** Paths that are not ours, or not handwritten. */
const leftOut = /(^|\/)(node_modules|dist|\.venv)\/|^src\/spec\//

/** Lists handwritten files with a matching path, below folders or named individually; relative to the repository. */
export function listFiles(places: readonly string[], pattern: RegExp): string[] {
  return places
    .flatMap((place) => {
      const path = join(root, place)
      if (!statSync(path).isDirectory()) return [place]
      return readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    })
    .filter((path) => pattern.test(path) && !leftOut.test(path))
    .sort()
}
