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

export const defaultWebhookSettings: WebhookSettings = {
  url: null,
  completionEvent: 'verification.complete',
  waitsMs: [0, 1000, 5000],
  publicKey: '',
}

/** The names of all events that webhooks tell of (W2, W3). */
export function namesOfEvents({ completionEvent }: Pick<WebhookSettings, 'completionEvent'>): string[] {
  return ['verify.sent', 'verify.delivered', 'verify.failed', ...(completionEvent === null ? [] : [completionEvent])]
}
