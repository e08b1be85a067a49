import { defaultProfileId } from '../core/profiles.js'
import { defaultSandbox } from '../core/sandboxes.js'
import type { components } from '../spec/control.js'
import { createCall, type Fetch, readJson } from './call.js'
import { readEvents } from './events.js'
import { type ContractClient, type CoverageClient, createContractClient, createCoverageClient } from './reports.js'
import type {
  AssertResult,
  Channel,
  ClockEvent,
  ClockState,
  DueEvent,
  EntryKind,
  Expectation,
  FaultRequest,
  FaultRule,
  Health,
  Journal,
  JournalEntry,
  Message,
  RestoreResult,
  SandboxFile,
  SandboxInfo,
  SandboxSummary,
  Scenario,
  ScenarioRequest,
  TestNumber,
} from './types.js'
import { createWebhooksClient, type WebhooksClient } from './webhooks.js'

type Schemas = components['schemas']

export interface ConnectOptions {
  /** Where the emulator is, with or without `/v2` at the end. */
  readonly url: string
  /** Name of the sandbox; default `default`. */
  readonly sandbox?: string
  /** What carries the requests; default the global one. */
  readonly fetch?: Fetch
  /** What the emulator was started with as `--control-token`. */
  readonly token?: string | undefined
  /** What webhooks are verified with, if it is known already; it then stands in `env`. */
  readonly publicKey?: string | undefined
}

export interface NextOptions {
  /** How long to wait, in seconds; default 10. */
  readonly timeoutSecs?: number
  /** Cursor of an earlier answer: only what came after it. */
  readonly since?: string
  readonly channel?: Channel
}

export interface JournalOptions {
  readonly kind?: EntryKind
  readonly operation?: string
  readonly phoneNumber?: string
  readonly status?: number
  /** Cursor of an earlier answer: only what came after it. */
  readonly since?: string
  /** Default 100. */
  readonly limit?: number
  /** Default `masked`. */
  readonly codes?: 'masked' | 'shown'
}

/** The variables that the application under test is to be given. */
export interface ClientEnv {
  readonly TELNYX_BASE_URL: string
  readonly TELNYX_API_KEY: string
  readonly TELNYX_VERIFY_PROFILE_ID: string
  /** Of an emulator in this process; of one elsewhere ask `webhooks.publicKey()`. */
  readonly TELNYX_PUBLIC_KEY?: string
}

/** One sandbox of an emulator, wherever it runs. Everything throws an EmulatorError when it is refused. */
export interface SandboxClient {
  readonly sandboxName: string
  /** The emulated API's base URL, for a client's `baseURL`. */
  readonly url: string
  readonly apiKey: string
  /** The profile that every fresh sandbox has. */
  readonly profileId: string
  /** To be spread into `process.env` of the application under test. */
  readonly env: ClientEnv
  readonly inbox: {
    /** Messages, newest first, at most `limit` (default 100). */
    list(options?: { phoneNumber?: string; channel?: Channel; limit?: number }): Promise<Message[]>
    /** LongPolls for a message to a number. @throws {EmulatorError} 408 with a sentence that says what did arrive */
    next(phoneNumber: string, options?: NextOptions): Promise<Message & { cursor: string }>
  }
  readonly clock: {
    now(): Promise<ClockState>
    /** Moves the clock on by `'5m'`, `'2h30m'` or milliseconds; returns what happened on the way. */
    advance(by: string | number): Promise<ClockEvent[]>
    /**
     * Advances the clock to the next event that is due; returns what happened. With nothing due the clock stays.
     *
     * @example
     * await emulator.clock.next() // the code expires, or the webhook is tried again
     */
    next(): Promise<ClockEvent[]>
    /** Lists what happens next by itself, soonest first. @default limit 50 */
    due(options?: { limit?: number }): Promise<DueEvent[]>
    /** Puts the clock to a moment; `'now'` is the wall clock's. */
    set(to: string | number | Date): Promise<ClockEvent[]>
    freeze(): Promise<ClockState>
    resume(): Promise<ClockState>
  }
  /** Scripted outcomes: of checks, of deliveries, and errors of any operation. */
  readonly scenarios: {
    /** The newest is tried first. @throws {EmulatorError} 422 that lists what is possible */
    add(request: ScenarioRequest): Promise<Scenario>
    list(): Promise<Scenario[]>
    remove(id: string): Promise<Scenario>
    clear(): Promise<void>
  }
  /** Faults of the transport. */
  readonly faults: {
    /** Puts these in place of all. */
    set(faults: readonly FaultRequest[]): Promise<FaultRule[]>
    add(fault: FaultRequest): Promise<FaultRule[]>
    list(): Promise<FaultRule[]>
    clear(): Promise<void>
  }
  readonly journal: {
    /** Newest first. */
    list(options?: JournalOptions): Promise<Journal>
    /** @throws {EmulatorError} 422: too few or too many; `problem.misses` has what came nearest */
    assert(expectation: Expectation): Promise<AssertResult>
    clear(): Promise<void>
    /** Everything that enters it, as it happens; breaking the loop or the signal ends it. */
    follow(options?: { since?: string; codes?: 'masked' | 'shown'; signal?: AbortSignal }): AsyncIterable<JournalEntry>
  }
  readonly webhooks: WebhooksClient
  readonly snapshot: {
    take(options?: { journal?: boolean }): Promise<SandboxFile>
    restore(snapshot: SandboxFile): Promise<RestoreResult>
  }
  /** Adds records to what is there, in the format of fixtures. */
  addRecords(file: SandboxFile): Promise<RestoreResult>
  testNumbers(): Promise<TestNumber[]>
  info(): Promise<SandboxInfo>
  /** Back to the fixtures, everything. */
  reset(): Promise<void>
  /** Another sandbox of the same emulator. */
  sandbox(name: string): SandboxClient
  /** Of all sandboxes of the emulator. */
  readonly coverage: CoverageClient
  readonly sandboxes: {
    list(): Promise<SandboxSummary[]>
    delete(name: string): Promise<SandboxSummary>
  }
  /** Of an emulator that passes requests on. */
  readonly contract: ContractClient
  health(): Promise<Health>
}

/** A client of the control API. Nothing is sent until something is asked. */
export function connect(options: ConnectOptions): SandboxClient {
  const { sandbox = defaultSandbox, fetch = globalThis.fetch, token, publicKey } = options
  const origin = options.url.replace(/\/+$/, '').replace(/\/v2$/, '')
  const url = `${origin}/v2`
  const apiKey = `sandbox_${sandbox}`
  const call = createCall({ origin, fetch, token })

  async function ask<Result>(
    method: string,
    path: string,
    query: Record<string, unknown> = {},
    body?: unknown,
  ): Promise<Result> {
    return (await readJson(await call(method, `/_emulator${path}`, { query: { sandbox, ...query }, body }))) as Result
  }
  const askAll = async <Result>(method: string, path: string) => (await readJson(await call(method, path))) as Result

  const moved = async (verb: string, body?: object) =>
    (await ask<Schemas['ClockMoved']>('POST', `/clock/${verb}`, {}, body)).happened
  const clock = async (method: string, path: string) => (await ask<Schemas['ClockAnswer']>(method, path)).clock
  const scenario = async (method: string, path: string, body?: object) =>
    (await ask<Schemas['ScenarioAnswer']>(method, path, {}, body)).scenario
  const scenarios = async (method: string) => (await ask<Schemas['ScenarioList']>(method, '/scenarios')).scenarios
  const faults = async (method: string, body?: unknown) =>
    (await ask<Schemas['FaultList']>(method, '/faults', {}, body)).faults

  return {
    sandboxName: sandbox,
    url,
    apiKey,
    profileId: defaultProfileId,
    env: {
      TELNYX_BASE_URL: url,
      TELNYX_API_KEY: apiKey,
      TELNYX_VERIFY_PROFILE_ID: defaultProfileId,
      ...(publicKey !== undefined && { TELNYX_PUBLIC_KEY: publicKey }),
    },
    inbox: {
      list: async ({ phoneNumber, channel, limit } = {}) =>
        (await ask<Schemas['MessageList']>('GET', '/inbox', { phone_number: phoneNumber, channel, limit })).messages,
      next: async (phoneNumber, { timeoutSecs, since, channel } = {}) => {
        const path = `/inbox/${encodeURIComponent(phoneNumber)}/next`
        const { message, cursor } = await ask<Schemas['NextMessage']>('GET', path, {
          timeout: timeoutSecs,
          since,
          channel,
        })
        return { ...message, cursor }
      },
    },
    clock: {
      now: () => clock('GET', '/clock'),
      advance: (by) => moved('advance', { by }),
      next: () => moved('next'),
      due: async ({ limit } = {}) => (await ask<Schemas['ClockAnswer']>('GET', '/clock', { limit })).due,
      set: (to) => moved('set', { to: to instanceof Date ? to.getTime() : to }),
      freeze: () => clock('POST', '/clock/freeze'),
      resume: () => clock('POST', '/clock/resume'),
    },
    scenarios: {
      add: (request) => scenario('POST', '/scenarios', request),
      list: () => scenarios('GET'),
      remove: (id) => scenario('DELETE', `/scenarios/${encodeURIComponent(id)}`),
      clear: async () => {
        await scenarios('DELETE')
      },
    },
    faults: {
      set: (list) => faults('PUT', list),
      add: (fault) => faults('POST', fault),
      list: () => faults('GET'),
      clear: async () => {
        await faults('PUT', [])
      },
    },
    journal: {
      list: ({ phoneNumber, ...query } = {}) =>
        ask<Journal>('GET', '/journal', { ...query, phone_number: phoneNumber }),
      assert: (expectation) => ask<AssertResult>('POST', '/journal/assert', {}, expectation),
      clear: async () => {
        await ask('DELETE', '/journal')
      },
      follow: async function* ({ signal, ...query } = {}) {
        try {
          yield* readEvents<JournalEntry>(
            await call('GET', '/_emulator/events', { query: { sandbox, ...query }, signal }),
          )
        } catch (error) {
          if (!signal?.aborted) throw error
        }
      },
    },
    webhooks: createWebhooksClient(call, sandbox),
    snapshot: {
      take: ({ journal } = {}) => ask<SandboxFile>('GET', '/snapshot', { journal }),
      restore: (snapshot) => ask<RestoreResult>('PUT', '/snapshot', {}, snapshot),
    },
    addRecords: (file) => ask<RestoreResult>('POST', '/records', {}, file),
    testNumbers: async () => (await ask<Schemas['TestNumberList']>('GET', '/test-numbers')).test_numbers,
    info: () => ask('GET', ''),
    reset: async () => {
      await ask('POST', '/reset')
    },
    sandbox: (name) => connect({ ...options, sandbox: name }),
    coverage: createCoverageClient(call),
    sandboxes: {
      list: async () => (await askAll<Schemas['SandboxList']>('GET', '/_emulator/sandboxes')).sandboxes,
      delete: (name) => askAll<SandboxSummary>('DELETE', `/_emulator/sandboxes/${encodeURIComponent(name)}`),
    },
    contract: createContractClient(call),
    health: () => askAll<Health>('GET', '/health'),
  }
}
