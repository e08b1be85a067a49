import type { Ask } from './ask.js'
import { type Call, readJson } from './call.js'
import { checkOptions } from './check-options.js'
import type { RestoreResult, SandboxFile } from './types.js'

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
   * const { notes } = await emulator.snapshot.restore(file)
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

export function postRecords(ask: Ask, file: SandboxFile): Promise<RestoreResult> {
  return ask('RestoreResult', 'POST', '/_emulator/records', { body: file })
}
