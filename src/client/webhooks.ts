import type { Call } from './call.js'
import { readJson } from './call.js'
import { readEvents } from './events.js'
import type {
  SignedWebhook,
  TriggerRequest,
  WebhookDelivery,
  WebhookFaultRequest,
  WebhookFaultRule,
  WebhookList,
} from './types.js'

export interface WebhookListOptions {
  readonly eventType?: string
  readonly phoneNumber?: string
  readonly state?: WebhookDelivery['state']
  /** Default 100. */
  readonly limit?: number
}

export interface NextWebhookOptions {
  /** How long to wait, in seconds; default 10. */
  readonly timeoutSecs?: number
  /** Cursor of an earlier answer: only what came after it. */
  readonly since?: string
  readonly eventType?: string
  readonly phoneNumber?: string
}

/** The webhooks of a sandbox. */
export interface WebhooksClient {
  /** Newest first, each with all its attempts. */
  list(options?: WebhookListOptions): Promise<WebhookList>
  get(id: string): Promise<WebhookDelivery>
  /** LongPolls for one to be posted. @throws {EmulatorError} 408 with a sentence that says why none was */
  next(options?: NextWebhookOptions): Promise<WebhookDelivery & { cursor: string }>
  /** Posts one once more and says what came of it. */
  redeliver(id: string): Promise<WebhookDelivery>
  /** Sends an event of a verification that there is, now. */
  trigger(request: TriggerRequest): Promise<WebhookDelivery[]>
  /** Says where the webhooks of this sandbox's profiles without a URL go; null: where the emulator's settings say. */
  setUrl(url: string | null): Promise<void>
  /** What receivers verify with: TELNYX_PUBLIC_KEY. */
  publicKey(): Promise<string>
  /** Every webhook as it would be posted to a URL, as it happens, for whoever forwards it. */
  listen(url: string, options?: { signal?: AbortSignal }): AsyncIterable<SignedWebhook>
  /** What is done to webhooks on their way. */
  readonly faults: {
    /** Puts these in place of all. */
    set(rules: readonly WebhookFaultRequest[]): Promise<WebhookFaultRule[]>
    add(rule: WebhookFaultRequest): Promise<WebhookFaultRule[]>
    list(): Promise<WebhookFaultRule[]>
    clear(): Promise<void>
  }
}

const path = '/_emulator/webhooks'

export function createWebhooksClient(call: Call, sandbox: string): WebhooksClient {
  const ask = async <Result>(method: string, below: string, query: Record<string, unknown> = {}, body?: unknown) =>
    (await readJson(await call(method, path + below, { query: { sandbox, ...query }, body }))) as Result
  const faults = async (method: string, body?: unknown) =>
    (
      (await readJson(await call(method, '/_emulator/webhook-faults', { query: { sandbox }, body }))) as {
        webhook_faults: WebhookFaultRule[]
      }
    ).webhook_faults
  return {
    list: ({ eventType, phoneNumber, ...query } = {}) =>
      ask('GET', '', { ...query, event_type: eventType, phone_number: phoneNumber }),
    get: (id) => ask('GET', `/${encodeURIComponent(id)}`),
    next: async ({ timeoutSecs, since, eventType, phoneNumber } = {}) => {
      const query = { timeout: timeoutSecs, since, event_type: eventType, phone_number: phoneNumber }
      const { webhook, cursor } = await ask<{ webhook: WebhookDelivery; cursor: string }>('GET', '/next', query)
      return { ...webhook, cursor }
    },
    redeliver: (id) => ask('POST', `/${encodeURIComponent(id)}/redeliver`),
    trigger: async (request) => (await ask<WebhookList>('POST', '/trigger', {}, request)).webhooks,
    setUrl: async (url) => {
      await ask('PUT', '/url', {}, { url })
    },
    publicKey: async () => (await ask<{ public_key: string }>('GET', '/public-key', { sandbox: undefined })).public_key,
    listen: async function* (url, { signal } = {}) {
      yield* readEvents<SignedWebhook>(await call('GET', `${path}/listen`, { query: { sandbox, url }, signal }))
    },
    faults: {
      set: (rules) => faults('PUT', rules),
      add: (rule) => faults('POST', rule),
      list: () => faults('GET'),
      clear: async () => {
        await faults('PUT', [])
      },
    },
  }
}
