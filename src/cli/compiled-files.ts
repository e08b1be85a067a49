import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'

type Load = (id: string) => unknown
type Wrapper = (exports: unknown, require: Load, module: NodeJS.Module, file: string, folder: string) => void

/** Node's class of CommonJS modules. To import it from `node:module` takes longer than all of this. */
type ModuleClass = new (file: string, parent: NodeJS.Module) => NodeJS.Module

/** A file that had to be compiled, and the path of its code. */
interface Compiled {
  readonly script: Script
  readonly path: string
  /** The length of its code that was written. Bytes. */
  written: number
}

/**
 * Loads CommonJS files like `require`, from the code that an earlier process compiled. Node's own cache (from version 22 on) is
 * written before a file runs, without the functions in it, so each start compiles those again.
 */
export class CompiledFiles {
  readonly #compiled: Compiled[] = []

  /**
   * @param folder of compiled code
   * @param onCompile called when a file had to be compiled, so that there is something to keep
   */
  constructor(
    private readonly folder: string,
    private readonly onCompile: () => void,
  ) {}

  /**
   * Loads a file, and in the same way the built files beside it that it requires, now or later. Modules are those of
   * `require`: whoever requires a file gets the same one.
   *
   * @param file an absolute path
   * @returns what it exports
   */
  load(file: string): unknown {
    const known = require.cache[file]
    if (known !== undefined) return known.exports
    const script = this.#compile(file)
    if (script === undefined) return require(file)
    const Module = module.constructor as unknown as ModuleClass
    const loaded = new Module(file, module)
    loaded.filename = file
    require.cache[file] = loaded
    try {
      this.#run(script, loaded, file)
    } catch (error) {
      delete require.cache[file]
      throw error
    }
    loaded.loaded = true
    return loaded.exports
  }

  /** The function `require` of a module, for which built files are loaded as here, and all else as before. */
  requireOf(of: NodeJS.Module, folder: string): Load {
    const load = of.require.bind(of)
    return (id) => (isBuiltFile(id) ? this.load(join(folder, id)) : load(id))
  }

  /** Keeps the code of those files that had to be compiled; again if more was compiled since then. */
  readonly keep = (): void => {
    for (const one of this.#compiled) keep(one)
  }

  #run(script: Script, loaded: NodeJS.Module, file: string): void {
    const folder = dirname(file)
    const wrapper = script.runInThisContext() as Wrapper
    wrapper(loaded.exports, this.requireOf(loaded, folder), loaded, file, folder)
  }

  /** @returns undefined for a file that only Node can load */
  #compile(file: string): Script | undefined {
    const { size, ctimeMs } = statSync(file)
    const source = readWrapped(file, size)
    const path = `${this.folder}/${nameOf(basename(file), size, ctimeMs)}`
    const cachedData = readCode(path)
    if (cachedData === undefined && importsAnything(source)) return undefined
    const script = new Script(source, { filename: file, cachedData })
    if (cachedData === undefined || script.cachedDataRejected) {
      this.#compiled.push({ script, path, written: 0 })
      this.onCompile()
    }
    return script
  }
}

/** Whether a file requires one that was built with it, in the notation of the build. */
const isBuiltFile = (id: string) => id.startsWith('.') && id.endsWith('.cjs')

/**
 * Whether a file imports modules whose names are known at run time only: a script can do so, but Node warns of it. What it cannot
 * import of Node itself, the file requires (see tools/bundle-plugins.ts).
 */
const importsAnything = (source: string) => /\bimport\((?!["'`]node:)/.test(source)

/** Compiled code belongs to one version of Node, on one kind of machine, and to one file: whatever writes a file changes its ctime. */
function nameOf(name: string, size: number, ctimeMs: number): string {
  const parts = [process.version, process.platform, process.arch, size, Math.round(ctimeMs)]
  return `${parts.join('-')}.${name}.bin`
}

const head = '(function (exports, require, module, __filename, __dirname) {'
const tail = '\n})'

/**
 * Reads a file as the function that Node makes of a CommonJS file. It is put together as bytes: as text it would be in memory
 * twice, enough to make the start collect garbage. Built files are ASCII.
 */
function readWrapped(file: string, size: number): string {
  const bytes = Buffer.allocUnsafe(head.length + size + tail.length)
  bytes.write(head)
  const handle = openSync(file, 'r')
  try {
    if (readSync(handle, bytes, head.length, size, 0) !== size) throw new Error(`${file} is incomplete.`)
  } finally {
    closeSync(handle)
  }
  bytes.write(tail, head.length + size)
  return bytes.toString()
}

/** The copy in a file of code is read in pieces, so that it is never in memory as a whole. */
const piece = Buffer.allocUnsafe(32 * 1024)

/**
 * Reads compiled code. The file holds it twice, and copies that differ are damaged: V8 does not look whether they are, and
 * crashes. Comparing needs no module, and takes less time than a checksum.
 *
 * @returns undefined without code that can be used
 */
function readCode(path: string): Buffer | undefined {
  let handle: number | undefined
  try {
    handle = openSync(path, 'r')
    const code = Buffer.allocUnsafe(fstatSync(handle).size / 2)
    readSync(handle, code)
    for (let at = 0; at <= code.length; at += piece.length) {
      const length = readSync(handle, piece)
      if (!piece.subarray(0, length).equals(code.subarray(at, at + piece.length))) return undefined
    }
    return code
  } catch {
    return undefined // the first start, or a folder that cannot be written
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

/** Writes compiled code. Another process may do the same, so it is put in its place as a whole. */
function keep(compiled: Compiled): void {
  const { script, path, written } = compiled
  const code = script.createCachedData()
  if (code.length <= written) return
  const draft = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(draft, Buffer.concat([code, code]))
    renameSync(draft, path)
    compiled.written = code.length
  } catch {
    // A start without compiled code only takes longer.
    try {
      unlinkSync(draft) // a full disk leaves a part of it
    } catch {
      // The folder cannot be written at all.
    }
  }
}
