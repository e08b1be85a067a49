/// <reference lib="esnext.disposable" preserve="true" />

import { connect, type EmulatorClient } from '../client/connect.js'
import { attachToAudit } from '../config/attach-to-audit.js'
import { defaultProfileId } from '../core/profiles.js'
import { defaultSandbox } from '../core/sandboxes.js'
import { createApp } from '../http/app.js'
import type { Fetch } from '../http/fetch.js'
import { createAnswerCheck } from '../http/validate-answer.js'
import type { RunningPassthrough } from '../passthrough/open.js'
import { findLanAddresses, isEveryAddress, toUrlHost } from '../server/hosts.js'
import { createFetch } from '../server/in-process.js'
import { createControlContext } from './create-control-context.js'
import type { EmulatorOptions, ListenOptions } from './options.js'
import { Ports } from './ports.js'
import { readListenOptions, readOptions } from './read-options.js'
import { type ReloadedOptions, type ReloadedPart, Reloader } from './reloader.js'
import { createSharedParts, type ProcessFacts, type SharedParts } from './shared-parts.js'
import { createKeyWarning, createPageWarning } from './warnings.js'
import { createWebLoader } from './web-loader.js'

/**
 * An emulator in this process. It is also a client of its sandbox `default`.
 *
 * @example
 * ```ts
 * await using emulator = await createEmulator()
 * const telnyx = new Telnyx({ apiKey: emulator.apiKey, baseURL: emulator.url, fetch: emulator.fetch })
 * ```
 */
export interface Emulator extends EmulatorClient {
  /**
   * Answers a request without a network. Pass it to an SDK as its `fetch`.
   *
   * @throws {TypeError} `fetch failed` when an injected fault breaks the connection
   */
  readonly fetch: Fetch
  /**
   * Opens a port for applications in other processes. From then on `url` and `env` name it.
   *
   * @example
   * ```ts
   * const { url } = await emulator.listen({ port: 8374 })
   * ```
   * @throws {InputError} for an unknown option and for an invalid value
   * @throws the system's error, with the code `EADDRINUSE` when the port is in use
   */
  listen(options?: ListenOptions): Promise<{ port: number; url: string }>
  /**
   * Finishes the requests in flight, persists everything and closes all ports. It may be called several times.
   *
   * @example
   * ```ts
   * afterAll(() => emulator.close())
   * ```
   */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts an emulator in this process, without a port.
 *
 * @example
 * ```ts
 * await using emulator = await createEmulator({ seed: 1 })
 * const { code } = await emulator.inbox.next('+13035551234')
 * ```
 * @throws {InputError} for an unknown option, and for an invalid value, scenario, fault or test number
 * @throws {FileError} when fixtures or kept state cannot be used
 * @throws {LockedError} when another emulator uses the data folder
 * @throws {KeyError} when the private key of webhooks is not valid
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator(options, { auditRun: attachToAudit() })
}

export interface StartOptions extends ProcessFacts {
  /** A command owns its process, so the server may replace the global Request and Response by faster ones. */
  readonly ownsProcess?: boolean
}

/** An emulator of the command. */
export interface RunningEmulator extends Emulator {
  /** Replaces what a config file may change while the emulator runs. See Reloader. */
  readonly reload: (options: ReloadedOptions) => Promise<readonly ReloadedPart[]>
}

/** Starts an emulator. */
export async function startEmulator(
  options: EmulatorOptions,
  { ownsProcess = false, ...facts }: StartOptions = {},
): Promise<RunningEmulator> {
  const shared = await createSharedParts(readOptions(options), facts)
  const { host, createRequestId } = shared
  const lifetime = { isClosing: false }
  const { app, passthrough } = await openApp(shared, lifetime)
  const ports = new Ports({ fetch: (request) => app.fetch(request), createRequestId, passthrough, ownsProcess })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= (async () => {
      lifetime.isClosing = true
      shared.longPolls.closeAll()
      shared.processMonitor.close()
      await ports.close()
      await passthrough?.close()
      await host.close()
    })()
    return closing
  }
  const answer = (request: Request) => passthrough?.fetch(request) ?? app.fetch(request)
  let origin = noOrigin
  const fetch = createFetch(
    answer,
    () => origin,
    () => lifetime.isClosing,
  )
  const onOrigin = (opened: string) => {
    origin = opened
  }
  return toEmulator(shared, { fetch, ports, close, onOrigin })
}

/** The origin of an emulator without a port. The name never resolves (RFC 2606). */
const noOrigin = 'http://telnyx-verify-emulator.invalid'

/** The access of the prototype to the emulated API: in-process, like an application with its own key. */
const prototypeAccess = { url: `${noOrigin}/v2`, apiKey: `sandbox_${defaultSandbox}`, profileId: defaultProfileId }

/** Creates the app that serves both APIs, and opens passthrough if it is on. */
async function openApp(shared: SharedParts, lifetime: { readonly isClosing: boolean }) {
  const { options, settings, seed, host, coverage, durations, access, createRequestId, onBug, passthroughSettings } =
    shared
  const { auditRun } = shared
  const { now, onRefused, onWarning, prototype, embedActions } = options
  let passthrough: RunningPassthrough | undefined
  const control = createControlContext({
    ...shared,
    now,
    isClosing: () => lifetime.isClosing,
    page: () => ({ embed_actions: embedActions, lan_urls: [...shared.lanUrls], prototype }),
    passthrough: () => passthrough,
  })
  const app = createApp({
    sandboxes: host.sandboxes,
    control,
    dialect: settings.dialect,
    access,
    createRequestId,
    prepare: (sandbox, isRead) => host.prepare(sandbox, isRead),
    commit: (sandbox, mayMoveClock) => host.commit(sandbox, mayMoveClock),
    durations,
    checkAnswer: options.validateResponses ? await createAnswerCheck() : undefined,
    onKey: createKeyWarning(onWarning),
    onRefusedPage: createPageWarning(onWarning),
    onAnswer: (answer) => {
      coverage.countAnswer(answer)
      if (answer.operation !== null) auditRun?.record(`operation:${answer.operation}`)
      if (answer.outcome !== null) auditRun?.record(`outcome:${answer.outcome}`)
    },
    onRefused,
    serveWeb: createWebLoader(() => ({ prototype: prototype ? { ...prototypeAccess, fetch, now } : undefined })),
    onBug,
  })
  const fetch = async (input: string, init: RequestInit) => app.fetch(new Request(input, init))
  try {
    if (passthroughSettings !== undefined) {
      const { openPassthrough } = await import('../passthrough/open.js')
      const parts = { settings, wall: now, seed, control, access, createRequestId, onWarning, onBug }
      passthrough = openPassthrough({ passthroughSettings, ...parts })
    }
    host.openAll()
  } catch (error) {
    await passthrough?.close()
    host.abandon()
    throw error
  }
  return { app, passthrough }
}

interface EmulatorParts {
  readonly fetch: Fetch
  readonly ports: Ports
  readonly close: () => Promise<void>
  /** Called with the origin of each opened port. */
  readonly onOrigin: (origin: string) => void
}

/** Creates the public emulator: a client that follows the last opened port. */
function toEmulator(shared: SharedParts, { fetch, ports, close, onOrigin }: EmulatorParts): RunningEmulator {
  const { access, signing } = shared
  const connectAt = (url: string) => connect({ url, fetch, token: access.token, publicKey: signing.publicKey })
  let client = connectAt(noOrigin)
  const reloader = new Reloader(shared)
  return {
    ...client,
    fetch,
    get url() {
      return client.url
    },
    get env() {
      return client.env
    },
    sandbox: (name) => client.sandbox(name),
    listen: async (options = {}) => {
      const address = readListenOptions(options)
      const { port } = await ports.open(address)
      await allowHosts(shared, address.host, port)
      const origin = `http://${toUrlHost(address.host)}:${port}`
      onOrigin(origin)
      client = connectAt(origin)
      return { port, url: client.url }
    },
    reload: (options) => reloader.reload(options),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * Allows the control API at the address that the emulator listens on; if it listens on every address, at the LAN addresses
 * of this machine. A web page can point a name at one of them (DNS rebinding), but cannot use the address as its host.
 */
async function allowHosts({ access, lanUrls }: SharedParts, host: string, port: number): Promise<void> {
  if (!isEveryAddress(host)) {
    access.allowedHosts.push(host.toLowerCase())
    return
  }
  const addresses = await findLanAddresses(host)
  access.allowedHosts.push(...addresses)
  lanUrls.push(...addresses.map((address) => `http://${toUrlHost(address)}:${port}`))
}
