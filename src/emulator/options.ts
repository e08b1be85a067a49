import { defaultWebhookSettings } from '../core/webhook-settings.js'
import type { Dialect, Prices, Settings } from '../core/world.js'
import { defaultSettings } from '../core/world.js'
import type { PassthroughOptions } from '../passthrough/options.js'
import type { SandboxFile } from '../sandbox-file/format.js'
import { readDuration } from '../wire/duration.js'
import { Unusable } from '../wire/input-error.js'
import type { ScriptedOptions } from '../worlds/presets.js'

/** How an emulator is to be; everything has a default. */
export interface EmulatorOptions extends ScriptedOptions, PassthroughOptions {
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
  /** Limits the requests of a key, to 20 a second unless `rateLimit` says otherwise (H12). */
  readonly limits?: boolean | undefined
  /** Requests that a key may make within a second. */
  readonly rateLimit?: number | undefined
  /** Codes that a number may be sent within ten minutes. */
  readonly banAfter?: number | undefined
  /** How many entries each sandbox's journal keeps; default 1,000, 0 switches it off. */
  readonly journal?: number | undefined
  /** Hosts and origins, beside loopback, from which the control API is answered. */
  readonly allowedHosts?: readonly string[] | undefined
  /** What the control API asks for as its bearer token; default nothing. */
  readonly controlToken?: string | undefined
  /** Where the webhooks of profiles without a URL go; default nowhere. */
  readonly webhookUrl?: string | undefined
  /** What signs webhooks: base64 of the 32 bytes of an Ed25519 key, or its PKCS8 PEM; default: made from the seed. */
  readonly webhookPrivateKey?: string | undefined
  /** Adds the header family that SDK releases 7.0 to 7.17 looked for and the live service does not send (W10). */
  readonly standardWebhooks?: boolean | undefined
  /** Name of the event at the end of a verification, or `off` (W3); default `verification.complete`. */
  readonly completionEvent?: string | undefined
  /** How long to wait before each attempt at a URL, as durations; default 0s, 1s and 5s (W8). */
  readonly webhookWaits?: readonly (string | number)[] | undefined
  /** Checks every answer against our own OpenAPI document and turns a wrong one into a 500. */
  readonly validateResponses?: boolean | undefined
  /** Unix milliseconds; default the system's clock. */
  readonly wall?: (() => number) | undefined
  /**
   * Serves a sample login form at `/prototype` and the two routes behind it, so that a login screen works before its backend does.
   *
   * @default false
   */
  readonly prototype?: boolean | undefined
  /**
   * Gives the embedded handset (`/?embed=1`) the buttons that change something, which a page around it could lure a user to press.
   *
   * @default false
   */
  readonly embedActions?: boolean | undefined
  /** Hears of every code that is sent. */
  readonly onCode?: ((sent: SentCode) => void) | undefined
  /** Hears sentences for a human; default: they go to stderr. */
  readonly onWarning?: ((sentence: string) => void) | undefined
}

/** Where an emulator listens. */
export interface ListenOptions {
  /** Default 0: a free one is picked. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** See ServerOptions; the command sets it. */
  readonly ownsProcess?: boolean
}

export interface SentCode {
  readonly code: string
  readonly phoneNumber: string
  readonly channel: string
  readonly sandbox: string
}

const usualRateLimit = 20

/**
 * What of the options is the same for all sandboxes and never changes.
 *
 * @param publicKey what webhooks are verified with
 * @throws {Unusable} for what is no count, no list or no duration
 */
export function toSettings(options: EmulatorOptions, publicKey: string): Settings {
  checkCounts(options)
  const { webhookWaits, webhookUrl = null, completionEvent = defaultWebhookSettings.completionEvent } = options
  if (webhookWaits?.length === 0) throw new Unusable('webhookWaits needs at least one wait: an attempt follows each.')
  return {
    dialect: options.dialect ?? defaultSettings.dialect,
    requireWhitelistedDestinations: options.requireWhitelistedDestinations ?? false,
    prices: { ...defaultSettings.prices, ...options.prices },
    limits: {
      requestsPerSec: options.rateLimit ?? (options.limits ? usualRateLimit : null),
      sendsPerNumber: options.banAfter ?? null,
    },
    webhooks: {
      url: webhookUrl,
      completionEvent: completionEvent === 'off' ? null : completionEvent,
      waitsMs: webhookWaits?.map(readDuration) ?? defaultWebhookSettings.waitsMs,
      publicKey,
    },
  }
}

/** How many there can be, and from how many on. */
const leastOf = { maxSandboxes: 1, rateLimit: 1, banAfter: 1, journal: 0 } as const

/** What the command reads from flags is checked there; who calls the library may write anything. */
function checkCounts(options: EmulatorOptions): void {
  for (const [name, least] of Object.entries(leastOf)) {
    const value = options[name as keyof typeof leastOf]
    if (value === undefined || (Number.isSafeInteger(value) && value >= least)) continue
    throw new Unusable(`${name} must be a whole number from ${least} on, not ${JSON.stringify(value)}.`)
  }
  if (options.prototype && options.passthrough)
    throw new Unusable('prototype and passthrough exclude each other: a sample form must not send real messages.')
  if (options.controlToken === '') throw new Unusable('controlToken must not be empty; leave it out to ask for none.')
  for (const name of ['scenarios', 'faults'] as const) {
    if (options[name] !== undefined && !Array.isArray(options[name])) throw new Unusable(`${name} must be a list.`)
  }
}
