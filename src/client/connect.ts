import type { Fetch } from '../http/fetch.js'
import { bearerTokenForm, isBearerToken } from '../wire/bearer-token.js'
import { requireHttpUrl } from '../wire/http-url.js'
import { InputError } from '../wire/input-error.js'
import { addressOf, type ClientEnv } from './address.js'
import { createAsk } from './ask.js'
import { createCall } from './call.js'
import { checkOptions } from './check-options.js'
import { type ClockClient, createClockClient } from './clock.js'
import { toConnectionError } from './connection-reason.js'
import { defaultSandbox } from './defaults.js'
import { createRunClient, createSnapshotClient, postRecords, type RunClient, type SnapshotClient } from './files.js'
import { createInboxClient, type InboxClient } from './inbox.js'
import { createJournalClient, type JournalClient } from './journal.js'
import {
  createFaultsClient,
  createScenariosClient,
  type FaultsClient,
  listTestNumbers,
  type ScenariosClient,
} from './overrides.js'
import { createServerClient, type ServerClient } from './server.js'
import type { RestoreResult, SandboxFile, SandboxInfo, TestNumber } from './types.js'
import { createWebhooksClient, type WebhooksClient } from './webhooks.js'

/**
 * Options of `connect`.
 *
 * @example
 * ```ts
 * connect({ url: 'http://127.0.0.1:8374', sandbox: 'checkout-7' })
 * ```
 */
export interface ConnectOptions {
  /** Address of the emulator, with or without `/v2` at the end: `http://127.0.0.1:8374`. */
  readonly url: string
  /**
   * Name of the client's sandbox.
   *
   * @default 'default'
   */
  readonly sandbox?: string | undefined
  /**
   * The function that sends requests; an in-process emulator has its own `fetch`.
   *
   * @default globalThis.fetch
   */
  readonly fetch?: Fetch | undefined
  /** Bearer token of the control API, if the emulator was started with `--control-token`. */
  readonly token?: string | undefined
  /** Public key that verifies webhooks, if already known; it is then part of `env`. */
  readonly publicKey?: string | undefined
}

/**
 * One sandbox of an emulator, in this process or elsewhere. Everything applies to this sandbox only, except `server`,
 * which is the emulator itself.
 */
export interface SandboxClient {
  /** Name of the sandbox. */
  readonly sandboxName: string
  /** Base URL of the emulated API, for a client's `baseURL`. It ends in `/v2`. */
  readonly url: string
  /** The API key that opens this sandbox. */
  readonly apiKey: string
  /** The profile that every fresh sandbox has. */
  readonly profileId: string
  /**
   * Environment variables for the application under test.
   *
   * @example
   * ```ts
   * Object.assign(process.env, emulator.env)
   * ```
   */
  readonly env: ClientEnv
  /** Messages that the phones received. */
  readonly inbox: InboxClient
  /** The clock. */
  readonly clock: ClockClient
  /** Forced outcomes. */
  readonly scenarios: ScenariosClient
  /** Transport faults. */
  readonly faults: FaultsClient
  /** The log of what happened, and assertions on it. */
  readonly journal: JournalClient
  /** Sent webhooks, and webhook faults. */
  readonly webhooks: WebhooksClient
  /** The sandbox as a file. */
  readonly snapshot: SnapshotClient
  /** What happened in the sandbox, as a file for `tve replay`. */
  readonly run: RunClient
  /** The emulator as a whole: its health, coverage, sandboxes and contract report. */
  readonly server: ServerClient
  /**
   * Adds records in the format of fixtures, whose names are snake_case. A record with an existing ID replaces the old
   * one.
   *
   * @example
   * ```ts
   * await emulator.addRecords({ version: 1, verified_numbers: [{ phone_number: '+13035551234' }] })
   * ```
   * @throws {ControlError} 422 for records that do not match the format; nothing has changed then
   * @throws {ConnectionError}
   */
  addRecords(file: SandboxFile): Promise<RestoreResult>
  /**
   * Lists the phone numbers that force an outcome or have a fixed code.
   *
   * @example
   * ```ts
   * const expired = (await emulator.testNumbers()).find(({ outcome }) => outcome === 'expired')?.phoneNumber
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  testNumbers(): Promise<TestNumber[]>
  /**
   * Returns everything that a client of this sandbox needs: key, profile, public key, seed.
   *
   * @example
   * ```ts
   * const { apiKey, publicKey } = await emulator.info()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  info(): Promise<SandboxInfo>
  /**
   * Resets this sandbox to its fixtures: records, inbox, journal, clock, scenarios and faults. No other sandbox
   * changes, and `server.coverage` keeps counting.
   *
   * @example
   * ```ts
   * beforeEach(() => emulator.reset())
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  reset(): Promise<void>
}

/** A client of an emulator. It is itself the client of one sandbox; `sandbox(name)` returns others. */
export interface EmulatorClient extends SandboxClient {
  /**
   * Returns a client of a sandbox. The sandbox is created the first time it is used.
   *
   * @example
   * ```ts
   * const checkout = emulator.sandbox('checkout-7')
   * await checkout.clock.advance('5m') // no other sandbox gets older
   * ```
   */
  sandbox(name: string): SandboxClient
}

/**
 * Returns a client of a running emulator. Nothing is sent until a method is called.
 *
 * @example
 * ```ts
 * const emulator = connect({ url: 'http://127.0.0.1:8374' })
 * const { code } = await emulator.inbox.next('+13035551234', { timeout: '5s' })
 * ```
 * @throws {InputError} for an option that does not exist, a URL that is not one, and a token that no header can carry
 */
export function connect(options: ConnectOptions): EmulatorClient {
  if (options === undefined) throw new InputError("connect() needs a URL, like { url: 'http://127.0.0.1:8374' }.")
  checkOptions('connect()', options, { url: true, sandbox: true, fetch: true, token: true, publicKey: true })
  const { fetch = globalThis.fetch, token, publicKey, sandbox = defaultSandbox } = options
  const url = requireHttpUrl(options.url, 'connect(): url', 'http://127.0.0.1:8374')
  if (token !== undefined && token !== '' && !isBearerToken(token))
    throw new InputError(`connect(): token must consist of ${bearerTokenForm}.`)
  const origin = url.replace(/\/+$/, '').replace(/\/v2$/, '')
  const call = createCall({ origin, fetch, token, toConnectionError })
  const server = createServerClient(call)
  const open = (name: string) => createSandboxClient({ call, server, origin, publicKey }, name)
  return { ...open(sandbox), sandbox: open }
}

/** State shared by all sandbox clients of one emulator. */
interface Shared {
  readonly call: ReturnType<typeof createCall>
  readonly server: ServerClient
  readonly origin: string
  readonly publicKey: string | undefined
}

function createSandboxClient({ call, server, origin, publicKey }: Shared, sandbox: string): SandboxClient {
  const ask = createAsk(call, sandbox)
  return {
    sandboxName: sandbox,
    ...addressOf(origin, sandbox, publicKey),
    inbox: createInboxClient(ask),
    clock: createClockClient(ask),
    scenarios: createScenariosClient(ask),
    faults: createFaultsClient(ask),
    journal: createJournalClient(ask, call, sandbox),
    webhooks: createWebhooksClient(ask, call, sandbox),
    snapshot: createSnapshotClient(ask, call, sandbox),
    run: createRunClient(call, sandbox),
    server,
    addRecords: (file) => postRecords(ask, file),
    testNumbers: () => listTestNumbers(ask),
    info: () => ask('Sandbox', 'GET', '/_emulator'),
    reset: async () => {
      await ask('Sandbox', 'POST', '/_emulator/reset')
    },
  }
}
