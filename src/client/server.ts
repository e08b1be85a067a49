import { createAsk } from './ask.js'
import type { Call } from './call.js'
import type { ContractReport, Coverage, Health, SandboxSummary } from './types.js'

/** Coverage of operations, outcomes and errors in all sandboxes of the server. */
export interface CoverageClient {
  /**
   * Returns the counts; anything never reached is listed with 0.
   *
   * @example
   * ```ts
   * const { outcomes } = await emulator.server.coverage.get()
   * expect(outcomes.expired).toBeGreaterThan(0)
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  get(): Promise<Coverage>
  /**
   * Returns the same as human-readable text.
   *
   * @example
   * ```ts
   * console.log(await emulator.server.coverage.text())
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  text(): Promise<string>
  /**
   * Sets all counts to 0.
   *
   * @example
   * ```ts
   * await emulator.server.coverage.clear()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  clear(): Promise<void>
}

/** The sandboxes of the server. */
export interface SandboxesClient {
  /**
   * Lists the live sandboxes by name.
   *
   * @example
   * ```ts
   * const names = (await emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  list(): Promise<SandboxSummary[]>
  /**
   * Deletes a sandbox and its stored state. It starts fresh the next time its key is used.
   *
   * @example
   * ```ts
   * await emulator.server.sandboxes.delete('checkout-7')
   * ```
   * @throws {ControlError} 404 for a sandbox that does not exist
   * @throws {ConnectionError}
   */
  delete(name: string): Promise<SandboxSummary>
}

/** What a server in passthrough has seen so far, and where upstream, emulator and document differ. */
export interface ContractClient {
  /**
   * Returns the running report.
   *
   * @example
   * ```ts
   * const { drift } = await emulator.server.contract.get()
   * ```
   * @throws {ControlError} 404 without passthrough
   * @throws {ConnectionError}
   */
  get(): Promise<ContractReport>
  /**
   * Returns the same as human-readable text.
   *
   * @example
   * ```ts
   * console.log(await emulator.server.contract.text())
   * ```
   * @throws {ControlError} 404 without passthrough
   * @throws {ConnectionError}
   */
  text(): Promise<string>
}

/** The emulator as a whole, including all its sandboxes. */
export interface ServerClient {
  /**
   * Returns version, uptime in seconds and the number of sandboxes.
   *
   * @example
   * ```ts
   * const { version, uptimeSecs } = await emulator.server.health()
   * ```
   * @throws {ConnectionError} if no emulator is running
   */
  health(): Promise<Health>
  /** Coverage of all sandboxes. */
  readonly coverage: CoverageClient
  /** All sandboxes. */
  readonly sandboxes: SandboxesClient
  /** The running report of passthrough. */
  readonly contract: ContractClient
}

export function createServerClient(call: Call): ServerClient {
  const ask = createAsk(call)
  const [coverage, sandboxes, contract] = [
    '/_emulator/coverage',
    '/_emulator/sandboxes',
    '/_emulator/contract',
  ] as const
  const text = async (path: string) => (await call('GET', path, { accept: 'text/plain' })).text()
  return {
    health: () => ask('Health', 'GET', '/health'),
    coverage: {
      get: () => ask('Coverage', 'GET', coverage),
      text: () => text(coverage),
      clear: async () => {
        await ask('Coverage', 'DELETE', coverage)
      },
    },
    sandboxes: {
      list: async () => (await ask('SandboxList', 'GET', sandboxes)).sandboxes,
      delete: (name) => ask('SandboxSummary', 'DELETE', `${sandboxes}/${encodeURIComponent(name)}`),
    },
    contract: { get: () => ask('ContractReport', 'GET', contract), text: () => text(contract) },
  }
}
