/** Which reading of the contradictory public record holds: what is documented and observed, or the vendor's OpenAPI. */
export type Dialect = 'docs' | 'spec'

/** US dollars for a verification, and on top for its channel (P13). */
export interface Prices {
  readonly verification: number
  readonly sms: number
  readonly call: number
  readonly flashcall: number
  readonly whatsapp: number
}

/** What the real service limits and a sandbox does not, unless asked to. The numbers are the user's own (H12). */
export interface Limits {
  /** Requests that a key may make within a second; null: any number. */
  readonly requestsPerSec: number | null
  /** Codes that may be sent to one number within ten minutes; null: any number. */
  readonly sendsPerNumber: number | null
}

/** How webhooks are sent; the same for all sandboxes. */
export interface WebhookSettings {
  /** Where those of a profile without a URL go; null: nowhere (W1). */
  readonly url: string | null
  /** Name of the event at the end of a verification; null: none is sent (W3). */
  readonly completionEvent: string | null
  /** How long to wait before each attempt at one URL; as many attempts as there are waits (W8). Milliseconds. */
  readonly waitsMs: readonly number[]
  /** Base64 of the 32 bytes that receivers verify with (W6). */
  readonly publicKey: string
}

/** What is the same for all sandboxes of an emulator and never changes while it runs. */
export interface Settings {
  readonly dialect: Dialect
  /** P7: a section must name the countries it sends to. */
  readonly requireWhitelistedDestinations: boolean
  readonly prices: Prices
  readonly limits: Limits
  readonly webhooks: WebhookSettings
}

export const defaultSettings: Settings = {
  dialect: 'docs',
  requireWhitelistedDestinations: false,
  prices: { verification: 0.03, sms: 0, call: 0, flashcall: 0, whatsapp: 0 },
  limits: { requestsPerSec: null, sendsPerNumber: null },
  webhooks: { url: null, completionEvent: 'verification.complete', waitsMs: [0, 1000, 5000], publicKey: '' },
}

/** The names of all events that webhooks tell of (W2, W3). */
export function namesOfEvents({ completionEvent }: Pick<WebhookSettings, 'completionEvent'>): string[] {
  return ['verify.sent', 'verify.delivered', 'verify.failed', ...(completionEvent === null ? [] : [completionEvent])]
}
