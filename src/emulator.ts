/// <reference lib="esnext.disposable" preserve="true" />
import { createAnswerCheck } from './answer-check.js'
import { connect, type Fetch, type SandboxClient } from './client.js'
import type { Installation } from './control/operation.js'
import { Waits } from './control/waits.js'
import type { Event } from './core/events.js'
import { Random } from './core/random.js'
import { Sandbox } from './core/sandbox.js'
import { defaultSandbox, Sandboxes } from './core/sandboxes.js'
import { type Dialect, defaultSettings, type Prices } from './core/world.js'
import { openStore, readFixtures } from './files.js'
import { createApp } from './http/app.js'
import { answerUnreadable } from './http/respond.js'
import { Keeper } from './keeper.js'
import { Runner } from './runner.js'
import { version } from './version.js'
import type { SandboxFile } from './wire/sandbox-file.js'
import { createWorlds } from './worlds.js'

export interface EmulatorOptions {
  /** Fixes codes and ids, so that every run gives the same ones. Without it they are different each time. */
  readonly seed?: string | number | undefined
  /** `docs` (default): as documented and observed; `spec`: as the vendor's OpenAPI document says, to the letter. */
  readonly dialect?: Dialect | undefined
  /** What a fresh sandbox holds: the path of a file, or its content. */
  readonly fixtures?: string | SandboxFile | undefined
  /** A folder to keep all sandboxes in; without it they live in memory. */
  readonly data?: string | undefined
  /** How many sandboxes live at once; default 1,000, the longest unused go first. */
  readonly maxSandboxes?: number | undefined
  /** P7: every channel section must name its countries. */
  readonly requireWhitelistedDestinations?: boolean | undefined
  /** US dollars, for daily spend limits (P13). */
  readonly prices?: Partial<Prices> | undefined
  /** Checks every answer against our own OpenAPI document and turns a wrong one into a 500. */
  readonly validateResponses?: boolean | undefined
  /** Unix milliseconds; default the system's clock. */
  readonly wall?: (() => number) | undefined
  /** Hears of every code that is sent. */
  readonly onCode?: ((sent: SentCode) => void) | undefined
  /** Hears sentences for a human; default: they go to stderr. */
  readonly onWarning?: ((sentence: string) => void) | undefined
}

export interface SentCode {
  readonly code: string
  readonly phoneNumber: string
  readonly channel: string
  readonly sandbox: string
}

export interface ListenOptions {
  /** Default 0: a free one is picked. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** See ServerOptions; the command sets it. */
  readonly ownsProcess?: boolean
}

/** An emulator in this process. As a client it stands for its sandbox `default`. */
export interface Emulator extends SandboxClient {
  /** Answers a request as the server would; an SDK takes it as its `fetch`. */
  readonly fetch: Fetch
  /** Puts the emulator on a port; `url` and `env` name it from then on. */
  listen(options?: ListenOptions): Promise<{ port: number; url: string }>
  /** Finishes what is in flight and lets everything go. Can be called again. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Stands for the emulator where no port is open: a name that no resolver knows (RFC 2606). */
const origin = 'http://telnyx-verify-emulator.invalid'

/**
 * Starts an emulator in this process, without a port.
 *
 * @throws {FileProblem} when fixtures or kept state cannot be used
 * @throws {LockedError} when another emulator has the data folder
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { wall = Date.now, maxSandboxes = 1000, validateResponses = false, onWarning = (sentence) => console.error(sentence) } = options
  const startedSecs = process.uptime()
  const hasFixedIds = options.seed !== undefined
  const seed = hasFixedIds ? String(options.seed) : createSeed()
  const seedOf = (sandbox: string) => `${seed}/${sandbox}`
  const settings = {
    dialect: options.dialect ?? defaultSettings.dialect,
    requireWhitelistedDestinations: options.requireWhitelistedDestinations ?? false,
    prices: { ...defaultSettings.prices, ...options.prices },
  }

  const { fixtures, fixturesName } = await readFixtures(options.fixtures)
  const worlds = createWorlds({ seedOf, hasFixedIds, settings, wall, fixtures, fixturesName })

  const store = options.data === undefined ? undefined : await openStore(options.data, onWarning)
  const keeper = store && new Keeper(store, onWarning)
  const runner = new Runner((sandbox) => {
    sandbox.settleDue()
    commit(sandbox)?.catch(() => {}) // the keeper has said it
  })
  const waits = new Waits((callback, ms) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  })
  const observe = (sandbox: string) => (event: Event) => {
    if (event.kind !== 'message' || options.onCode === undefined) return
    const { about, channel } = event.message
    options.onCode({ code: about.code, phoneNumber: about.phoneNumber, channel, sandbox })
  }
  const sandboxes = new Sandboxes({
    limit: maxSandboxes,
    create: (name) => {
      const kept = store?.load(name)
      const fresh = worlds.fresh(name)
      return new Sandbox(name, fresh, observe(name), kept ? worlds.kept(name, kept) : fresh)
    },
    onDrop: (sandbox) => {
      runner.forget(sandbox)
      if (keeper) keeper.drop(sandbox)
      else
        onWarning(
          `Sandbox "${sandbox.name}" was dropped: more than ${maxSandboxes} are in use, and it was the one longest unused. Raise maxSandboxes to keep more.`,
        )
    },
  })

  function commit(sandbox: Sandbox, isSteered = false): Promise<void> | undefined {
    const kept = keeper?.commit(sandbox, isSteered)
    if (keeper === undefined) sandbox.takeChanges()
    runner.schedule(sandbox, isSteered)
    return kept
  }

  let closing: Promise<void> | undefined
  const installation: Installation = {
    version,
    uptimeSecs: () => process.uptime() - startedSecs,
    sandboxCount: () => sandboxes.count,
    isClosing: () => closing !== undefined,
    wall,
    seedOf,
    waits,
    reset: (sandbox) => {
      sandbox.reset()
      keeper?.reset(sandbox)
    },
  }
  const requestIds = Random.fromSeed(`${seed}#requests`)
  const app = createApp({
    sandboxes,
    installation,
    dialect: settings.dialect,
    createRequestId: () => requestIds.uuid(),
    commit,
    checkAnswer: validateResponses ? await createAnswerCheck() : undefined,
    onFault: (error) => onWarning(`A fault of the emulator: ${error instanceof Error ? error.stack : error}`),
  })

  // Everything kept is read now, so that what cannot be read stops the start and not a later request.
  try {
    for (const name of store?.names() ?? []) sandboxes.open(name)
    sandboxes.open(defaultSandbox)
  } catch (error) {
    store?.close()
    throw error
  }

  const servers: { close: () => Promise<void> }[] = []
  const fetch: Fetch = async (input, init) => {
    if (closing) throw new Error('This emulator is closed.')
    return app.fetch(input instanceof Request && init === undefined ? input : new Request(input, init))
  }
  let client = connect({ url: origin, fetch })

  const close = () => {
    closing ??= (async () => {
      waits.closeAll()
      await Promise.all(servers.map((server) => server.close()))
      runner.close()
      keeper?.close()
    })()
    return closing
  }

  return {
    fetch,
    get url() {
      return client.url
    },
    get env() {
      return client.env
    },
    sandboxName: client.sandboxName,
    apiKey: client.apiKey,
    profileId: client.profileId,
    inbox: client.inbox,
    clock: client.clock,
    info: client.info,
    reset: client.reset,
    sandbox: (name) => client.sandbox(name),

    async listen({ port = 0, host = '127.0.0.1', ownsProcess = false } = {}) {
      const { startServer } = await import('./server.js')
      const server = await startServer({
        fetch: (request) => app.fetch(request),
        port,
        host,
        ownsProcess,
        answerUnreadable: (error) => answerUnreadable(error, requestIds.uuid()),
      })
      servers.push(server)
      client = connect({ url: `http://${toUrlHost(host)}:${server.port}`, fetch })
      return { port: server.port, url: client.url }
    },

    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Different each time. These codes guard nothing, so Node's crypto, slow to load, is not asked. */
function createSeed(): string {
  return `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`
}

/** Bound to every address, an emulator is reached from here by loopback. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
