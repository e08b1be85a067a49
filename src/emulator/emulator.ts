/// <reference lib="esnext.disposable" preserve="true" />

import type { EmulatorClient } from '../client/connect.js'
import type { OnCount } from '../core/coverage-counts.js'
import type { Fetch } from '../http/fetch.js'
import type { RunFile } from '../replay/run-file.js'
import type { RequestListener } from '../server/node/listener.js'
import type { Listening, ListenOptions } from './listen-options.js'
import type { ReloadedOptions, ReloadedPart } from './read-sources.js'

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
   * @throws {FileError} for a certificate or a private key that cannot be used
   * @throws the system's error, with the code `EADDRINUSE` when the port is in use
   */
  listen(options?: ListenOptions): Promise<Listening>
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

/** An emulator of the command. */
export interface RunningEmulator extends Emulator {
  /** Replaces what a config file may change while the emulator runs. See Reloader. */
  readonly reload: (options: ReloadedOptions) => Promise<readonly ReloadedPart[]>
  /** Takes the run of all sandboxes. It has steps only with `recordRuns`. */
  readonly takeRun: () => Promise<RunFile>
  /** Adds a count to the coverage that another emulator has reached. */
  readonly addCount: OnCount
  /** Creates the function that answers requests of another server in this process, as those on a port of the emulator. */
  readonly createListener: () => Promise<RequestListener>
}
