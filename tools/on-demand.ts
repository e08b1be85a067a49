/** Lists the modules that are loaded on demand, and checks that no start loads them, nor more than it needs. */
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

/** Modules that the library loads with it, and a plain start of the command does not need. */
const onDemandOfStart = [
  'src/cli/program.ts',
  'src/config/attach-to-audit.ts',
  'src/config/attach-to-exec.ts',
  'src/client/connect.ts',
  'src/emulator/reloader.ts',
  'src/emulator/take-run.ts',
  'src/http/control-request.ts',
  'src/http/other-implementations.ts',
  'src/http/other-requests.ts',
  'src/http/verify-failure.ts',
  'src/persistence/open-store.ts',
  'src/server/in-process/create-fetch.ts',
  'src/server/node/node-server.ts',
  'src/cli/start/banner.ts',
  'src/spec/control-operations.ts',
  'src/spec/control-requests.js',
  'src/spec/requests.js',
  'src/worlds/read-presets.ts',
  'node_modules/commander/index.js',
] as const

/** The file of a plain start, and the most that it may load together with others. Bytes. */
const startFile = 'chunks/start.cjs'
const mostAtStart = 220_000

/** The most that the file may hold that Node starts, because it is compiled at each start. Bytes. */
const mostInFirstFile = 4_000

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

/** Checks what a plain start of the command loads. @throws when it loads a listed module, or too much */
export function checkStart(files: readonly BundledFile[]): void {
  checkOnDemand(files, [startFile], { modules: [...onDemandModules, ...onDemandOfStart], folder: root })
  checkSize(files, 'cli.cjs', mostInFirstFile)
  checkSize(files, startFile, mostAtStart)
}

/**
 * Checks how much is loaded together with a file: code takes about 15 KB a millisecond to compile.
 *
 * @param most bytes
 * @throws when it is more
 */
export function checkSize(files: readonly BundledFile[], fileName: string, most: number): void {
  const size = loadedWith(files, fileName).reduce((sum, { code }) => sum + code.length, 0)
  if (size === 0) throw new Error(`${fileName} is not a file of the bundle.`)
  if (size > most)
    throw new Error(
      `${fileName} loads ${size} bytes at start, more than ${most}. Import what a start does not need on demand (npm run build -- --analyze lists the files).`,
    )
}
