import type { Latencies } from './latencies.js'

/** The source to follow where the public record disagrees: docs and observations, or the vendor's OpenAPI spec. */
export type Dialect = 'docs' | 'spec'

/** Prices in US dollars: of a verification, and the surcharge of each channel (P13). */
export interface Prices {
  readonly verification: number
  readonly sms: number
  readonly call: number
  readonly flashcall: number
  readonly whatsapp: number
}

/** Limits of the real service that a sandbox applies only on request. The user chooses the numbers (H12). */
export interface Limits {
  /** Requests per key and second; null for unlimited. */
  readonly requestsPerSecond: number | null
  /** Codes per phone number within ten minutes; null for unlimited. */
  readonly sendsPerNumber: number | null
}

/** How webhooks are sent, the same for all sandboxes. */
export interface WebhookSettings {
  /** URL for webhooks of profiles without one; null for nowhere (W1). */
  readonly url: string | null
  /** Event name for the end of a verification; null to send none (W3). */
  readonly completionEvent: string | null
  /** Delays before the attempts at one URL, one per attempt (W8). Milliseconds. */
  readonly delaysMs: readonly number[]
  /** Headers of the user's own, outside the signature (W13). */
  readonly headers: Readonly<Record<string, string>>
  /** Base64 of the 32-byte public key that receivers verify with (W6). */
  readonly publicKey: string
}

/** Settings of an emulator, the same for all its sandboxes and fixed while it runs. */
export interface Settings {
  readonly dialect: Dialect
  /** How long answers take; null for as fast as possible. */
  readonly latencies: Latencies | null
  /** P7: every section must list the countries that it sends to. */
  readonly requireWhitelistedDestinations: boolean
  readonly prices: Prices
  /** The canned balance of the account, in US dollars (X3). */
  readonly balance: number
  readonly limits: Limits
  readonly webhooks: WebhookSettings
}

export const defaultSettings: Settings = {
  dialect: 'docs',
  latencies: null,
  requireWhitelistedDestinations: false,
  prices: { verification: 0.03, sms: 0, call: 0, flashcall: 0, whatsapp: 0 },
  balance: 300,
  limits: { requestsPerSecond: null, sendsPerNumber: null },
  webhooks: {
    url: null,
    completionEvent: 'verification.complete',
    delaysMs: [0, 1000, 5000],
    headers: {},
    publicKey: '',
  },
}

/** The names of all webhook events (W2, W3). */
export function namesOfEvents({ completionEvent }: Pick<WebhookSettings, 'completionEvent'>): string[] {
  return ['verify.sent', 'verify.delivered', 'verify.failed', ...(completionEvent === null ? [] : [completionEvent])]
}
