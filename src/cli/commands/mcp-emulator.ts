import { type Call, createCall } from '../../client/call.js'
import { connect as connectClient, type SandboxClient } from '../../client/connect.js'
import { toConnectionError } from '../../client/connection-reason.js'
import { ConnectionError } from '../../client/errors.js'
import { readConfig } from '../../config/config.js'
import { ConfigError } from '../../config/config-error.js'
import type { RunningEmulator } from '../../emulator/emulator.js'
import { toEmulator } from '../../emulator/to-emulator.js'
import type { Fetch } from '../../http/fetch.js'
import { CommandError } from '../command-error.js'
import { type Probe, probe } from '../doctor/probe.js'
import type { Connection, ConnectionFlags } from '../flags/connection.js'
import { fetchLocally, isLocalHttps } from '../flags/local-https.js'
import { launch, listen, refuseProduction } from '../start/launch.js'
import { printError } from '../terminal/print.js'

/** How long an emulator that is busy may take to answer before it counts as another server. Milliseconds. */
const patienceMs = 10_000

/** Where the command runs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
}

/** An emulator that was found, or started. */
interface Found {
  readonly origin: string
  readonly fetch: Fetch
  readonly token: string | undefined
  readonly call: Call
}

/**
 * The emulator that an agent works with: the one that runs, or one that is started at its address and ends with the agent. It is
 * looked for at the first need only, because clients start the command twice, the first time for a look at its protocol.
 */
export class McpEmulator {
  #found: Promise<Found> | undefined
  #origin: string | undefined
  #started: RunningEmulator | undefined

  constructor(
    private readonly connection: Connection,
    private readonly flags: ConnectionFlags,
    private readonly surroundings: Surroundings,
  ) {
    // A free port is known once it is open.
    if (!connection.origin.endsWith(':0')) this.#origin = connection.origin
  }

  /** Scheme, host and port; undefined as long as they are not known. */
  get origin(): string | undefined {
    return this.#origin
  }

  /** Finds or starts it. What stands in the way is told to whoever calls a tool. */
  async prepare(): Promise<void> {
    await this.#find().catch(() => {})
  }

  /** Calls the control API. An emulator that is gone is looked for again, once. */
  readonly call: Call = async (...request) => {
    const found = this.#find()
    const { call } = await found
    try {
      return await call(...request)
    } catch (error) {
      if (!isUnreachable(error)) throw error
      if (this.#found === found) this.#found = undefined
      return (await this.#find()).call(...request)
    }
  }

  /** The typed client of a sandbox. */
  async connect(sandbox: string): Promise<SandboxClient> {
    const { origin, fetch, token } = await this.#find()
    return connectClient({ url: origin, sandbox, fetch, token })
  }

  /** Ends the emulator if it was started here. */
  async close(): Promise<void> {
    await this.#found?.catch(() => {})
    await this.#started?.close()
  }

  #find(): Promise<Found> {
    if (this.#found === undefined) {
      const finding = this.#findOrStart().catch((error) => throwToAgent(error))
      finding.catch(() => {
        if (this.#found === finding) this.#found = undefined // the next call tries again
      })
      this.#found = finding
    }
    return this.#found
  }

  async #findOrStart(): Promise<Found> {
    const { origin, token } = this.connection
    const fetch = isLocalHttps(new URL(origin)) ? fetchLocally : globalThis.fetch
    const running = toFound({ origin, token, fetch })
    const seen = await probe(origin, patienceMs)
    if (seen.found === 'emulator') return running
    requireFree(seen, origin, this.flags.url ?? this.surroundings.env.TVE_URL)
    try {
      return await this.#start()
    } catch (error) {
      // Two agents may begin at the same moment.
      if (error instanceof CommandError && (await probe(origin, patienceMs)).found === 'emulator') return running
      throw error
    }
  }

  async #start(): Promise<Found> {
    const { env, folder } = this.surroundings
    const config = await readConfig({ flags: { ...this.flags }, env, folder })
    refuseProduction(config, env)
    const emulator = toEmulator(await launch(config, { onWarning: printError }))
    await listen(emulator, config)
    this.#started = emulator
    const { origin } = new URL(emulator.url)
    this.#origin = origin
    printError(`Started an emulator at ${origin}. It ends with this command.`)
    return toFound({ origin, token: config.controlToken, fetch: emulator.fetch })
  }
}

const toFound = (address: Omit<Found, 'call'>): Found => ({
  ...address,
  call: createCall({ ...address, toConnectionError }),
})

/** An agent reads errors of the client, so that the others of the command become one. @throws {ConnectionError} */
function throwToAgent(error: unknown): never {
  if (!(error instanceof CommandError || error instanceof ConfigError)) throw error
  throw new ConnectionError(error.message, 'connection_failed', { cause: error })
}

/** Whether a request never reached an emulator, so that it may be sent again. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof ConnectionError)) return false
  const { cause } = error
  const { code } = ((cause as Error | undefined)?.cause ?? cause ?? {}) as { code?: string }
  return code === 'ECONNREFUSED'
}

/** @throws {CommandError} 1 if another server is there, or the address was named as that of a running emulator */
function requireFree(seen: Exclude<Probe, { found: 'emulator' }>, origin: string, url: string | undefined): void {
  if (seen.found === 'other-server')
    throw new CommandError(
      `The server at ${origin} is not a healthy emulator: ${seen.says}. Choose another port with --port, or use --port 0 for any free port.`,
      1,
    )
  if (url)
    throw new CommandError(
      `No emulator is running at ${origin}. Start it, or leave --url and TVE_URL away to have one started.`,
      1,
    )
}
