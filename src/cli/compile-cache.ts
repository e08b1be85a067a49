import { join } from 'node:path'
import { loadCompiledFiles } from './compiled-files.js'

/** Of `node:module`, which Node 20 lacks. */
interface CachingModule {
  readonly enableCompileCache?: (folder: string) => unknown
  readonly flushCompileCache?: () => void
}

/** Not imported: the build puts imported timers into a file that is to be loaded compiled. */
const { setTimeout } = process.getBuiltinModule('node:timers')

/** The files of a start in the order in which they need each other, for Node 20. */
const startFiles = ['main', 'start']

/** When compiled code is written: the start is over, and V8 has not dropped its code yet. Milliseconds. */
const settledMs = 5000

/**
 * Keeps the compiled code of this package for the next start, which then takes less time. The folder is one of the package
 * itself: who can write there can change the code as well, which is not so in a folder for everyone's temporary files. If
 * it cannot be written, as in most images of containers, nothing is kept, and nothing fails. NODE_DISABLE_COMPILE_CACHE=1
 * switches it off; from Node 22 on, NODE_COMPILE_CACHE names another folder.
 *
 * @param folder the built command
 */
export function useCompileCache(folder: string): void {
  const { NODE_V8_COVERAGE, NODE_DISABLE_COMPILE_CACHE } = process.env
  // From source there is nothing to keep; coverage of cached code is less precise.
  if (!folder.endsWith('dist') || NODE_V8_COVERAGE || NODE_DISABLE_COMPILE_CACHE === '1') return
  const cache = join(folder, '../node_modules/.cache/compile')
  if (Number.parseInt(process.versions.node, 10) >= 22) enableCache(cache)
  else loadAndKeep(cache, folder)
}

/** Does the same on Node 20, for the files that each start needs. */
function loadAndKeep(cache: string, folder: string): void {
  const files = startFiles.map((name) => join(folder, `chunks/${name}.cjs`))
  const keep = loadCompiledFiles(files, cache)
  process.once('exit', keep)
  setTimeout(keep, settledMs).unref()
}

/** Lets Node keep compiled code. It writes it when the process ends, but some are killed. */
function enableCache(folder: string): void {
  const { enableCompileCache, flushCompileCache } = process.getBuiltinModule('node:module') as CachingModule
  enableCompileCache?.(folder)
  if (flushCompileCache !== undefined) setTimeout(flushCompileCache, settledMs).unref()
}
