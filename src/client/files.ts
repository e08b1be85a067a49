import type { Ask } from './ask.js'
import { type Call, readJson } from './call.js'
import { checkOptions } from './check-options.js'
import type { RestoreResult, RunFile, SandboxFile } from './types.js'

/**
 * Options of `snapshot.take`.
 *
 * @example
 * ```ts
 * await emulator.snapshot.take({ journal: true })
 * ```
 */
export interface SnapshotOptions {
  /**
   * Whether to include the journal in the file, for a reader; it is not restored.
   *
   * @default false
   */
  readonly journal?: boolean | undefined
}

/** The sandbox as a file. Files keep snake_case names, because they hold the vendor's records unchanged. */
export interface SnapshotClient {
  /**
   * Takes a snapshot: records, clock, random sequence, scenarios and faults.
   *
   * @example
   * ```ts
   * const file = await emulator.snapshot.take()
   * writeFileSync('failing-run.json', JSON.stringify(file))
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  take(options?: SnapshotOptions): Promise<SandboxFile>
  /**
   * Restores a snapshot, which replaces everything in the sandbox, including its clock.
   *
   * @example
   * ```ts
   * const { warnings } = await emulator.snapshot.restore(file)
   * ```
   * @throws {ControlError} 422 for a file that does not match the format; nothing has changed then
   * @throws {ConnectionError}
   */
  restore(file: SandboxFile): Promise<RestoreResult>
}

export function createSnapshotClient(ask: Ask, call: Call, sandbox: string): SnapshotClient {
  const path = '/_emulator/snapshot'
  return {
    take: async (options = {}) => {
      checkOptions('snapshot.take()', options, { journal: true })
      return (await readJson(await call('GET', path, { query: { sandbox, ...options } }))) as SandboxFile
    },
    restore: (file) => ask('RestoreResult', 'PUT', path, { body: file }),
  }
}

/** What happened in a sandbox, as a file. Files keep snake_case names, because they hold the vendor's records unchanged. */
export interface RunClient {
  /**
   * Takes the run of the sandbox. An emulator that was started with `recordRuns` gives everything that was asked and told
   * since the sandbox was created, for `tve replay`; any other one gives the current state and the journal. Credentials
   * are removed.
   *
   * @example
   * ```ts
   * await writeFile('run.json', JSON.stringify(await emulator.run.take()))
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  take(): Promise<RunFile>
}

export function createRunClient(call: Call, sandbox: string): RunClient {
  return {
    take: async () => (await readJson(await call('GET', '/_emulator/run', { query: { sandbox } }))) as RunFile,
  }
}

export function postRecords(ask: Ask, file: SandboxFile): Promise<RestoreResult> {
  return ask('RestoreResult', 'POST', '/_emulator/records', { body: file })
}
