import { createAsk, toWireQuery } from './ask.js'
import type { Call } from './call.js'
import { checkOptions } from './check-options.js'
import { type JournalListOptions, journalListOptions } from './journal.js'
import { toPathPart } from './path-part.js'
import type { ContractReport, Coverage, DroppedSandbox, Health, Journal, SandboxSummary } from './types.js'

/**
 * The sandboxes that coverage is asked of; without an option all of them. The server remembers the counts of the 10,000
 * sandboxes that were counted last.
 *
 * @example
 * ```ts
 * await emulator.server.coverage.get({ sandboxPrefix: 'job-4711-' })
 * ```
 */
export interface CoverageOptions {
  /** Only the sandbox of this name. */
  readonly sandbox?: string | undefined
  /** Only the sandboxes whose names begin with this. */
  readonly sandboxPrefix?: string | undefined
}

/**
 * Options of `server.journal.list`.
 *
 * @example
 * ```ts
 * await emulator.server.journal.list({ sandboxPrefix: 'job-4711-', status: 400 })
 * ```
 */
export interface JointJournalOptions extends Omit<JournalListOptions, 'since'> {
  /** The sandboxes whose names begin with this. */
  readonly sandboxPrefix: string
}

/** The journals of several sandboxes. */
export interface JointJournalClient {
  /**
   * Lists the entries of all live sandboxes with a prefix, newest first by the clock of each, each with its `sandbox`.
   *
   * @example
   * ```ts
   * const { entries } = await emulator.server.journal.list({ sandboxPrefix: 'job-4711-' })
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  list(options: JointJournalOptions): Promise<Journal>
}

/** Coverage of operations, outcomes and errors in all sandboxes of the server, or in some. */
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
  get(options?: CoverageOptions): Promise<Coverage>
  /**
   * Returns the same as human-readable text.
   *
   * @example
   * ```ts
   * console.log(await emulator.server.coverage.text())
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  text(options?: CoverageOptions): Promise<string>
  /**
   * Sets the counts to 0; those of some sandboxes are taken out of the whole.
   *
   * @example
   * ```ts
   * await emulator.server.coverage.clear()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  clear(options?: CoverageOptions): Promise<void>
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
   * Lists the sandboxes that were dropped and not reset since, newest first.
   *
   * @example
   * ```ts
   * const idle = (await emulator.server.sandboxes.dropped()).filter(({ reason }) => reason === 'idle')
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  dropped(): Promise<DroppedSandbox[]>
  /**
   * Deletes a sandbox and its stored state. It starts fresh the next time its key is used.
   *
   * @example
   * ```ts
   * await emulator.server.sandboxes.delete('checkout-7')
   * ```
   * @throws {ControlError} 404 for a sandbox that does not exist, 410 for one that was dropped
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
  /** The journals of sandboxes with a common prefix. */
  readonly journal: JointJournalClient
  /** All sandboxes. */
  readonly sandboxes: SandboxesClient
  /** The running report of passthrough. */
  readonly contract: ContractClient
}

function checkFilter(name: string, options: CoverageOptions): CoverageOptions {
  checkOptions(`server.coverage.${name}()`, options, { sandbox: true, sandboxPrefix: true })
  return options
}

export function createServerClient(call: Call): ServerClient {
  const ask = createAsk(call)
  const [coverage, sandboxes, contract] = [
    '/_emulator/coverage',
    '/_emulator/sandboxes',
    '/_emulator/contract',
  ] as const
  const text = async (path: string, query = {}) => (await call('GET', path, { accept: 'text/plain', query })).text()
  return {
    health: () => ask('Health', 'GET', '/health'),
    coverage: {
      get: async (options = {}) => ask('Coverage', 'GET', coverage, { query: checkFilter('get', options) }),
      text: async (options = {}) => text(coverage, toWireQuery(checkFilter('text', options))),
      clear: async (options = {}) => {
        await ask('Coverage', 'DELETE', coverage, { query: checkFilter('clear', options) })
      },
    },
    journal: {
      list: async (options) => {
        const { since, ...known } = journalListOptions
        checkOptions('server.journal.list()', options, { ...known, sandboxPrefix: true })
        return ask('Journal', 'GET', '/_emulator/journal', { query: options })
      },
    },
    sandboxes: {
      list: async () => (await ask('SandboxList', 'GET', sandboxes)).sandboxes,
      dropped: async () => (await ask('SandboxList', 'GET', sandboxes)).dropped,
      delete: (name) =>
        ask('SandboxSummary', 'DELETE', `${sandboxes}/${toPathPart(name, 'the name of a sandbox')}`, { keyOf: name }),
    },
    contract: { get: () => ask('ContractReport', 'GET', contract), text: () => text(contract) },
  }
}
