/** Lists the modules that the command loads on demand, and keeps them out of its start-up bundle. */
import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import type { Metafile, Plugin } from 'esbuild'
import { root } from './documents.js'

/** Modules that most starts do not need. Each becomes a separate file; paths are relative to the repository. */
export const onDemandModules = [
  'src/spec/answers.js',
  'src/spec/files.js',
  'src/spec/rules.js',
  'src/contract/command.ts',
  'src/passthrough/open.ts',
  'src/persistence/store.ts',
  'src/cli/seed/records.ts',
  'src/cli/completion/command-tree.ts',
  'src/cli/completion/scripts.ts',
  'src/cli/commands/audit-abuse.ts',
  'src/cli/commands/audit-login.ts',
  'src/cli/commands/audit-receiver.ts',
  'src/cli/commands/audit-tests.ts',
  'src/web/serve/serve-web.ts',
  'node_modules/yaml/dist/index.js',
] as const

/** The modules, and the folder that their paths are relative to; tests use others. */
export interface OnDemand {
  readonly modules: readonly string[]
  readonly folder: string
}

const ours: OnDemand = { modules: onDemandModules, folder: root }

/**
 * Redirects each dynamic import of an on-demand module to its own file.
 *
 * @param used collects the modules that are imported
 */
export function keepOutside(used: Set<string>, { modules, folder }: OnDemand = ours): Plugin {
  return {
    name: 'on-demand',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
        if (kind !== 'dynamic-import') return undefined
        const module = findModule(path, importer, folder)
        if (module === undefined || !modules.includes(module)) return undefined
        used.add(module)
        return { path: `./on-demand/${basename(module, extname(module))}.cjs`, external: true }
      })
    },
  }
}

/** Resolves an import to a file relative to the folder; undefined for imports that only Node resolves. */
function findModule(path: string, importer: string, folder: string): string | undefined {
  if (path === 'yaml') return 'node_modules/yaml/dist/index.js'
  if (!path.startsWith('.')) return undefined
  const target = resolve(dirname(importer), path)
  const file = [target.replace(/\.js$/, '.ts'), target].find((candidate) => existsSync(candidate))
  return file && relative(folder, file)
}

/** @throws when a listed module is not a file, is never imported on demand, or is part of the start-up bundle */
export function checkOnDemand(
  used: ReadonlySet<string>,
  startUp: Metafile,
  { modules, folder }: OnDemand = ours,
): void {
  const missing = modules.filter((module) => !existsSync(join(folder, module)))
  if (missing.length > 0) throw new Error(`On-demand modules that do not exist: ${missing.join(', ')}.`)
  const bundled = modules.filter((module) => module in startUp.inputs)
  if (bundled.length > 0) throw new Error(`On-demand modules in the start-up bundle: ${bundled.join(', ')}.`)
  const unused = modules.filter((module) => !used.has(module))
  if (unused.length > 0) throw new Error(`On-demand modules that nothing imports on demand: ${unused.join(', ')}.`)
}
