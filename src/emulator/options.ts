import type { Dialect, Duration, SandboxFile } from '../client/types.js'
import type { Prices } from '../core/settings.js'
import type { PassthroughOptions } from '../passthrough/options.js'
import type { LatencyProfile } from '../wire/latency-profile.js'
import type { RefusedRequest, SentCode } from './callbacks.js'
import type { PresetOptions } from './presets.js'

export type { RefusedRequest, SentCode } from './callbacks.js'

/**
 * Options of `createEmulator`. All are optional.
 *
 * @example
 * ```ts
 * await createEmulator({ seed: 1, limits: { requestsPerSecond: 20 }, webhooks: { url: 'http://localhost:3000/hooks' } })
 * ```
 */
export interface EmulatorOptions extends PresetOptions {
  /** Seed of codes and IDs: with the same seed every run produces the same ones. Without it they differ in each run. */
  readonly seed?: string | number | undefined
  /**
   * Source to follow where Telnyx's docs and OpenAPI spec disagree.
   *
   * @default 'docs'
   */
  readonly dialect?: Dialect | undefined
  /** Initial records of every sandbox: the path of a file, or its content. Without it: the built-in fixtures. */
  readonly fixtures?: string | SandboxFile | undefined
  /** Folder to keep all sandboxes in. Without it they live in memory. */
  readonly data?: string | undefined
  /**
   * Maximum number of sandboxes; `whenFull` says what happens beyond it.
   *
   * @default 1000
   */
  readonly maxSandboxes?: number | undefined
  /**
   * Beyond `maxSandboxes`: `drop` drops the least recently used sandbox, `refuse` answers 503 to a request that would
   * create one.
   *
   * @default 'drop'
   */
  readonly whenFull?: 'drop' | 'refuse' | undefined
  /**
   * Drops a sandbox that was not used for this long by the machine's clock: a duration, milliseconds, or `never`. The
   * sandbox `default` is kept.
   *
   * @example
   * ```ts
   * await createEmulator({ sandboxIdle: '2h', maxSandboxes: 20_000, whenFull: 'refuse' })
   * ```
   * @default 'never'
   */
  readonly sandboxIdle?: Duration | undefined
  /**
   * Requires `whitelisted_destinations` in every channel section (P7).
   *
   * @default false
   */
  readonly requireWhitelistedDestinations?: boolean | undefined
  /** Prices in US dollars, for daily spend limits (P13). Without them a verification costs 0.03 and its channel nothing. */
  readonly prices?: Partial<Prices> | undefined
  /**
   * The balance of the account that `GET /v2/balance` reports, in US dollars (X3).
   *
   * @default 300
   */
  readonly balance?: number | undefined
  /**
   * How long answers take: a preset, the path of a profile or of recordings of passthrough, or the content of a profile.
   * Drawn from the seed. Without it answers leave at once.
   *
   * @example
   * ```ts
   * await createEmulator({ seed: 1, latencyProfile: 'log-normal-150ms-600ms' })
   * ```
   */
  readonly latencyProfile?: string | LatencyProfile | undefined
  /** Rate limits. */
  readonly limits?: LimitOptions | undefined
  /**
   * Records what happens, so that `run.take()` returns a run for `tve replay`. Time then stands still within each
   * request, and requests are carried out one after the other.
   *
   * @default false
   */
  readonly recordRuns?: boolean | undefined
  /**
   * Number of journal entries to keep per sandbox; 0 switches the journal off.
   *
   * @default 1000
   */
  readonly journal?: number | undefined
  /** How webhooks are sent. */
  readonly webhooks?: WebhookOptions | undefined
  /** Passes `/v2` to the real API and compares its responses with the emulator's. Its presence switches passthrough on. */
  readonly passthrough?: PassthroughOptions | undefined
  /** Access to the control API. */
  readonly control?: ControlOptions | undefined
  /** What the page of the handset offers. */
  readonly page?: PageOptions | undefined
  /**
   * Checks every response against the OpenAPI document; a wrong one becomes a 500.
   *
   * @default false
   */
  readonly validateResponses?: boolean | undefined
  /**
   * The wall clock, in Unix milliseconds. Sandboxes start from it, and webhooks are stamped with it. Fake timers of a test do
   * not change the default; with `() => Date.now()` sandboxes follow them.
   *
   * @default the clock of the machine
   */
  readonly now?: (() => number) | undefined
  /** Called with every code that is sent. */
  readonly onCode?: ((sent: SentCode) => void) | undefined
  /** Called with every request to the emulated API that is answered with an error, forced and injected ones too. */
  readonly onRefused?: ((refused: RefusedRequest) => void) | undefined
  /**
   * Called with warnings for a person, each a sentence.
   *
   * @default console.error
   */
  readonly onWarning?: ((sentence: string) => void) | undefined
}

/** Rate limits. Without them nothing is limited. */
export interface LimitOptions {
  /**
   * Requests per second for each API key; more get 429 (H12).
   *
   * @default no limit
   */
  readonly requestsPerSecond?: number | undefined
  /**
   * Codes per phone number in ten minutes; more get 403 with code 40020 for 24 hours of the sandbox's clock.
   *
   * @default no limit
   */
  readonly sendsPerNumber?: number | undefined
}

/** How webhooks are sent. */
export interface WebhookOptions {
  /** Webhook URL of profiles that have none. Without it their webhooks are not sent. */
  readonly url?: string | undefined
  /**
   * Hosts that webhooks may be sent to: names, `*.example.com` or addresses, with a port if only that one is meant. Without
   * it any host but the metadata addresses of cloud providers, such as 169.254.169.254.
   *
   * @default []
   */
  readonly hosts?: readonly string[] | undefined
  /** Ed25519 key that signs webhooks: base64 of its 32 bytes, or PKCS8 PEM. Without it the key is derived from the seed. */
  readonly privateKey?: string | undefined
  /**
   * Name of the event sent when a verification ends; `off` sends none (W3).
   *
   * @default 'verification.complete'
   */
  readonly completionEvent?: string | undefined
  /**
   * Delays before each attempt at a URL, as durations or milliseconds (W8).
   *
   * @default ['0s', '1s', '5s']
   */
  readonly delays?: readonly Duration[] | undefined
  /**
   * Additional headers of every webhook, outside the signature, for receivers that ask for them (W13).
   *
   * @example
   * ```ts
   * await createEmulator({ webhooks: { headers: { 'X-Forwarded-For': '192.76.120.200' } } })
   * ```
   * @default {}
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * Adds the Standard Webhooks headers, which SDK 7.0 to 7.17 looked for and the real service does not send (W10).
   *
   * @default false
   */
  readonly standardWebhooks?: boolean | undefined
}

/** Access to the control API, which lies below `/_emulator`. */
export interface ControlOptions {
  /** Bearer token required by the control API. Without it none is required. */
  readonly token?: string | undefined
  /**
   * Hosts and origins that may use the control API, in addition to loopback.
   *
   * @default []
   */
  readonly allowedHosts?: readonly string[] | undefined
}

/** What the page of the handset, at `/`, offers. */
export interface PageOptions {
  /**
   * Serves a sample login form at `/prototype` and the two routes behind it, so that a login screen works before its
   * backend does.
   *
   * @default false
   */
  readonly prototype?: boolean | undefined
  /**
   * Gives the embedded handset (`/?embed=1`) its buttons that change something. A page around it could lure a person to
   * press one.
   *
   * @default false
   */
  readonly embedActions?: boolean | undefined
}
