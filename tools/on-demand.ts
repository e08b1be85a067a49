/** Lists the modules that are loaded on demand, and checks that no start loads them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BundledFile, loadedWith, modulesIn } from './bundle.js'
import { root } from './documents.js'

/** Modules that most starts do not need; paths are relative to the repository. */
const onDemandModules = [
  'src/spec/answers.js',
  'src/spec/files.js',
  'src/spec/rules.js',
  'src/audit/receiver/run-audit.ts',
  'src/contract/command.ts',
  'src/passthrough/open.ts',
  'src/persistence/store.ts',
  'src/replay/recorder.ts',
  'src/replay/player.ts',
  'src/replay/redact-run.ts',
  'src/cli/replay/replay.ts',
  'src/proxy/entry.ts',
  'src/cli/seed/records.ts',
  'src/cli/completion/command-tree.ts',
  'src/cli/completion/scripts.ts',
  'src/cli/commands/audit-abuse.ts',
  'src/cli/commands/audit-login.ts',
  'src/cli/commands/audit-receiver.ts',
  'src/cli/commands/audit-tests.ts',
  'src/cli/commands/load-login.ts',
  'src/web/serve/serve-web.ts',
  'src/mcp/serve/serve-mcp.ts',
  'src/mcp/serve/serve-stdio.ts',
  'src/cli/commands/mcp-server.ts',
  'src/worlds/read-latencies.ts',
  'node_modules/yaml/dist/index.js',
] as const

/** The modules, and the folder that their paths are relative to; tests use others. */
export interface OnDemand {
  readonly modules: readonly string[]
  readonly folder: string
}

/**
 * Checks that the entries of a bundle load none of the modules by themselves.
 *
 * @throws when a listed module is not a file, is never imported, or is loaded together with an entry
 */
export function checkOnDemand(
  files: readonly BundledFile[],
  entryFiles: readonly string[],
  { modules, folder }: OnDemand = { modules: onDemandModules, folder: root },
): void {
  const missing = modules.filter((module) => !existsSync(join(folder, module)))
  if (missing.length > 0) throw new Error(`On-demand modules that do not exist: ${missing.join(', ')}.`)
  for (const entryFile of entryFiles) {
    const atStart = new Set(modulesIn(loadedWith(files, entryFile), folder))
    const loaded = modules.filter((module) => atStart.has(module))
    if (loaded.length > 0) throw new Error(`On-demand modules that ${entryFile} loads at start: ${loaded.join(', ')}.`)
  }
  const bundled = new Set(modulesIn(files, folder))
  const unused = modules.filter((module) => !bundled.has(module))
  if (unused.length > 0) throw new Error(`On-demand modules that nothing imports on demand: ${unused.join(', ')}.`)
}
