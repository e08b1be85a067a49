import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname, join } from 'node:path'
import { constants, Script } from 'node:vm'

type Wrapper = (exports: unknown, require: NodeJS.Require, module: Module, file: string, folder: string) => void

/**
 * Loads CommonJS files like `require`, from the code that an earlier start compiled. It does for Node 20 what newer versions
 * do themselves (see compile-cache.ts).
 *
 * @param files absolute paths, in the order in which they need each other
 * @param folder of compiled code
 * @returns a function that keeps the code of those files that had to be compiled
 */
export function loadCompiledFiles(files: readonly string[], folder: string): () => void {
  const compiled = files.flatMap((file) => loadFile(file, folder))
  return () => {
    for (const { script, path } of compiled.splice(0)) keep(script, path)
  }
}

/** A file that had to be compiled, and the path of its code. */
interface Compiled {
  readonly script: Script
  readonly path: string
}

function loadFile(file: string, folder: string): Compiled[] {
  const path = join(folder, nameOf(file))
  const cachedData = readIfThere(path)
  const script = new Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    ...(cachedData && { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const module = new Module(file)
  const requireFrom = createRequire(file)
  module.filename = file
  requireFrom.cache[file] = module
  const wrapper = script.runInThisContext() as Wrapper
  wrapper(module.exports, requireFrom, module, file, dirname(file))
  module.loaded = true
  return cachedData === undefined || script.cachedDataRejected ? [{ script, path }] : []
}

/** Compiled code belongs to one version of Node, on one kind of machine, and to one file: whatever writes a file changes its ctime. */
function nameOf(file: string): string {
  const { size, ctimeMs } = statSync(file)
  const parts = [process.version, process.platform, process.arch, size, Math.round(ctimeMs)]
  return `${parts.join('-')}.${file.slice(dirname(file).length + 1)}.bin`
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined // the first start, or a folder that cannot be written
  }
}

/** Writes compiled code. Another process may do the same, so it is put in its place as a whole. */
function keep(script: Script, path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, script.createCachedData())
    renameSync(draft, path)
  } catch {
    // A start without compiled code only takes longer.
  }
}
