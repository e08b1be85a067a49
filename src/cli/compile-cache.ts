import { join } from 'node:path'

/** Of `node:module`. Node 20 has no compile cache. */
interface CachingModule {
  readonly enableCompileCache?: (folder: string) => unknown
}

/**
 * Lets Node keep the compiled code of this package for the next start, where it can (from Node 22.1 on). The folder is one
 * of the package itself: who can write there can change the code as well, which is not so in a folder for everyone's
 * temporary files. If it cannot be written, as in most images of containers, nothing is kept, and nothing fails.
 * NODE_COMPILE_CACHE names another folder, and NODE_DISABLE_COMPILE_CACHE=1 switches it off.
 */
export function enableCompileCache(): void {
  const isBuilt = import.meta.dirname.endsWith('dist')
  // Coverage of cached code is less precise.
  if (!isBuilt || process.env.NODE_V8_COVERAGE) return
  const { enableCompileCache: enable } = process.getBuiltinModule('node:module') as CachingModule
  enable?.(join(import.meta.dirname, '../node_modules/.cache/compile'))
}
