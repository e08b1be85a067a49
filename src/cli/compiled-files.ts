import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { constants, Script } from 'node:vm'

type Load = (id: string) => unknown
type Wrapper = (exports: unknown, require: Load, module: NodeJS.Module, file: string, folder: string) => void

/** Of Node's class of CommonJS modules. To import it from `node:module` takes longer than all of this. */
interface ModuleClass {
  new (file: string, parent: NodeJS.Module): NodeJS.Module
  readonly wrap: (source: string) => string
}

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
    for (const one of compiled) keep(one)
  }
}

/** A file that had to be compiled, and the path of its code. */
interface Compiled {
  readonly script: Script
  readonly path: string
  /** The length of its code that was written. Bytes. */
  written: number
}

function loadFile(file: string, folder: string): Compiled[] {
  const path = join(folder, nameOf(file))
  const cachedData = readIfThere(path)
  const Module = module.constructor as unknown as ModuleClass
  const script = new Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    ...(cachedData && { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const loaded = new Module(file, module)
  loaded.filename = file
  require.cache[file] = loaded
  const wrapper = script.runInThisContext() as Wrapper
  wrapper(loaded.exports, (id) => loaded.require(id), loaded, file, dirname(file))
  loaded.loaded = true
  return cachedData === undefined || script.cachedDataRejected ? [{ script, path, written: 0 }] : []
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

/**
 * Writes compiled code, again if more was compiled since then. Another process may do the same, so it is put in its place as
 * a whole.
 */
function keep(compiled: Compiled): void {
  const { script, path, written } = compiled
  try {
    const code = script.createCachedData()
    if (code.length <= written) return
    mkdirSync(dirname(path), { recursive: true })
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, code)
    renameSync(draft, path)
    compiled.written = code.length
  } catch {
    // A start without compiled code only takes longer.
  }
}
