import type { Dialect, Prices, Settings } from './core/world.js'
import { defaultSettings } from './core/world.js'
import type { ScriptedOptions } from './scripted.js'
import type { SandboxFile } from './wire/sandbox-file.js'

/** How an emulator is to be; everything has a default. */
export interface EmulatorOptions extends ScriptedOptions {
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

const usualRateLimit = 20

/** What of the options is the same for all sandboxes and never changes. */
export function toSettings(options: EmulatorOptions): Settings {
  return {
    dialect: options.dialect ?? defaultSettings.dialect,
    requireWhitelistedDestinations: options.requireWhitelistedDestinations ?? false,
    prices: { ...defaultSettings.prices, ...options.prices },
    limits: {
      requestsPerSec: options.rateLimit ?? (options.limits ? usualRateLimit : null),
      sendsPerNumber: options.banAfter ?? null,
    },
  }
}
