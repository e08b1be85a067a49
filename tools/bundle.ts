/** Bundles the library and the command as CommonJS files that share their code. */
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import {
  type ChunkingContext,
  type CodeSplittingGroup,
  type OutputChunk,
  type Plugin,
  type RolldownOptions,
  rolldown,
} from 'rolldown'
import { originalTimers, plainExports, runTimeImports } from './bundle-plugins.js'

/** A part of a bundle: the modules in one file, and the files that it loads with it or on demand. */
export type BundledFile = Pick<OutputChunk, 'fileName' | 'name' | 'moduleIds' | 'imports' | 'exports' | 'code'>

export interface BundleOptions {
  readonly folder: string
  /** Sources of the entry files by name, relative to the folder. */
  readonly input: Readonly<Record<string, string>>
  readonly outdir: string
  /** Source, relative to the folder, of what a plain start of the command loads. It is read from few files. */
  readonly start: string
  /** Entries that a process loads without the command. */
  readonly libraries: readonly string[]
  readonly external?: readonly string[]
  readonly define?: Record<string, string>
  readonly plugins?: readonly Plugin[]
}

/**
 * Bundles the entries as CommonJS. Modules that are imported on demand, and those that several files need, become files
 * of their own; no module is in two files.
 *
 * @throws on any warning
 */
export async function bundle(options: BundleOptions): Promise<BundledFile[]> {
  const { folder, input, outdir, external = [], define = {}, plugins = [] } = options
  const bundled = await rolldown({
    cwd: folder,
    platform: 'node',
    input: { ...input },
    external: [...external],
    transform: { target: 'node20.19', define: { ...define } },
    plugins: [...plugins, runTimeImports, originalTimers, plainExports],
    onLog: (_level, { code, message }) => {
      // A module that is imported in both ways: the check of the on-demand modules tells whether that matters.
      if (code !== 'INEFFECTIVE_DYNAMIC_IMPORT') throw new Error(message)
    },
  } satisfies RolldownOptions)
  const { output } = await bundled.write({
    dir: outdir,
    format: 'cjs',
    exports: 'named',
    minify: true,
    comments: false,
    // Jest and other hosts with a module system of their own can `require`, but not always `import()`.
    dynamicImportInCjs: false,
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name].cjs',
    codeSplitting: { groups: sharedFiles(options) },
  })
  await bundled.close()
  const files = output.filter((file) => file.type === 'chunk').map((file) => ({ ...file, code: toAscii(file.code) }))
  for (const { fileName, code } of files) writeFileSync(join(outdir, fileName), code)
  return files
}

/** Escapes what is not ASCII: one such character makes a file take twice the memory, and longer to read. */
function toAscii(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Puts what a plain start loads into two files, because each file costs time: what the library needs as well, and the rest. */
function sharedFiles({ folder, input, start, libraries }: BundleOptions): CodeSplittingGroup[] {
  const closureOf = (context: ChunkingContext, sources: readonly string[]) => {
    const found = new Set<string>()
    const visit = (id: string): void => {
      if (found.has(id)) return
      found.add(id)
      for (const imported of context.getModuleInfo(id)?.importedIds ?? []) visit(imported)
    }
    for (const source of sources) visit(join(folder, source))
    return found
  }
  let closures: Record<'start' | 'libraries' | 'port' | 'noPort', Set<string>> | undefined
  const read = (context: ChunkingContext) => {
    const ofLibraries = libraries.map((library) => input[library] as string)
    closures ??= {
      start: closureOf(context, [start]),
      libraries: closureOf(context, ofLibraries),
      port: closureOf(context, ['src/server/server.ts']),
      noPort: closureOf(context, ['src/server/in-process/create-fetch.ts']),
    }
    return closures
  }
  return [
    {
      debugName: 'a start and the library',
      name: (id, context) =>
        isRuntime(id) || (read(context).start.has(id) && read(context).libraries.has(id)) ? 'main' : null,
      priority: 2,
    },
    {
      debugName: 'a start',
      name: (id, context) => (read(context).start.has(id) ? 'start' : null),
      priority: 1,
    },
    // A start needs all of it.
    {
      debugName: 'a port',
      name: (id, context) =>
        read(context).port.has(id) && id.startsWith(join(folder, 'src/server/')) && !read(context).noPort.has(id)
          ? 'server'
          : null,
      priority: 0,
    },
  ]
}

/** Whether a module is the bundler's own, which nearly every file needs. */
const isRuntime = (id: string) => id.startsWith('\0rolldown/')

/** The files that are loaded together with one of the bundle, itself included. */
export function loadedWith(files: readonly BundledFile[], fileName: string): BundledFile[] {
  const byName = new Map(files.map((file) => [file.fileName, file]))
  const found = new Set<BundledFile>()
  const visit = (name: string): void => {
    const file = byName.get(name)
    if (file === undefined || found.has(file)) return
    found.add(file)
    for (const imported of file.imports) visit(imported)
  }
  visit(fileName)
  return [...found]
}

/** The modules in some files, as paths relative to a folder. */
export function modulesIn(files: readonly BundledFile[], folder: string): string[] {
  return files.flatMap(({ moduleIds }) => moduleIds.map((id) => relative(folder, id)))
}
