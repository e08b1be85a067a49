import { CompiledFiles } from './compiled-files.js'

/** Not imported: the build puts imported timers into a file that is to be loaded compiled. */
const { setTimeout } = process.getBuiltinModule('node:timers')

/** Other runtimes load files in ways of their own. */
const isNode = !process.versions.bun && !process.versions.deno

/** When compiled code is written: the start is over, and V8 has not dropped its code yet. Milliseconds. */
const settledMs = 5000

/**
 * Loads the built files that the command requires from here on, and keeps their compiled code for the next start, which then
 * takes less time. The folder is one of the package itself: who can write there can change the code as well, which is not so in
 * a folder for everyone's temporary files. If it cannot be written, as in most images of containers, nothing is kept, and
 * nothing fails. NODE_DISABLE_COMPILE_CACHE=1 switches it off; NODE_COMPILE_CACHE names another folder.
 *
 * @param folder the built command
 */
export function useCompiledCode(folder: string): void {
  const { NODE_V8_COVERAGE, NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE } = process.env
  // From source there is nothing to keep; coverage of kept code is less precise.
  if (!isNode || !folder.endsWith('dist') || NODE_V8_COVERAGE || NODE_DISABLE_COMPILE_CACHE === '1') return
  const kept = NODE_COMPILE_CACHE
    ? `${NODE_COMPILE_CACHE}/telnyx-verify-emulator`
    : `${folder}/../node_modules/.cache/compile`
  // Some processes are killed, so that they have no other moment.
  let isSettling = false
  const settle = () => {
    isSettling = false
    files.keep()
  }
  const onCompile = () => {
    if (!isSettling) setTimeout(settle, settledMs).unref()
    isSettling = true
  }
  const files = new CompiledFiles(kept, onCompile)
  module.require = files.requireOf(module, folder)
  process.once('exit', files.keep)
}
