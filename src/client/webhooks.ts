import type { Ask } from './ask.js'
import type { Call } from './call.js'
import { checkOptions } from './check-options.js'
import { readEvents } from './events.js'
import { toPathPart } from './path-part.js'
import type { Duration, SignedWebhook, TriggerRequest, WebhookDelivery, WebhookList } from './types.js'
import { createWebhookFaultsClient, type WebhookFaultsClient } from './webhook-faults.js'
import { toWire } from './wire-case.js'

/**
 * Options of `webhooks.list`.
 *
 * @example
 * ```ts
 * await emulator.webhooks.list({ state: 'failed' })
 * ```
 */
export interface WebhookListOptions {
  /** Only webhooks of this event, like `verify.delivered`. */
  readonly eventType?: string | undefined
  /** Only webhooks about this number, in E.164. */
  readonly phoneNumber?: string | undefined
  /** Only webhooks in this state. */
  readonly state?: WebhookDelivery['state'] | undefined
  /**
   * The largest number of webhooks.
   *
   * @default 100
   */
  readonly limit?: number | undefined
}

/**
 * Options of `webhooks.next`.
 *
 * @example
 * ```ts
 * await emulator.webhooks.next({ eventType: 'verify.delivered', timeout: '5s' })
 * ```
 */
export interface NextWebhookOptions {
  /**
   * How long to wait, at most `'5m'`: a duration like `'5s'` or `'1m30s'`, or milliseconds.
   *
   * @default '10s'
   */
  readonly timeout?: Duration | undefined
  /** Cursor of an earlier answer: only webhooks after it. */
  readonly since?: string | undefined
  /** Only webhooks of this event, like `verify.delivered`. */
  readonly eventType?: string | undefined
  /** Only webhooks about this number, in E.164. */
  readonly phoneNumber?: string | undefined
}

/** A webhook, and the cursor to wait for the one after it. */
export type NextWebhook = WebhookDelivery & {
  /** Pass it as `since` to wait for the webhook after this one. */
  cursor: string
}

/**
 * Options of `webhooks.follow`.
 *
 * @example
 * ```ts
 * emulator.webhooks.follow(url, { signal: AbortSignal.timeout(5000) })
 * ```
 */
export interface WebhookFollowOptions {
  /**
   * Begin with the logged webhooks of the last while, a duration like `'10m'` or milliseconds. None is lost or doubled
   * between them and what follows. The log has the webhooks of profiles with a URL.
   */
  readonly backfill?: Duration | undefined
  /** Ends the loop when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** The webhooks of a sandbox. */
export interface WebhooksClient {
  /**
   * Lists webhooks, newest first, each with all its attempts.
   *
   * @example
   * ```ts
   * const { webhooks } = await emulator.webhooks.list({ state: 'failed' })
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  list(options?: WebhookListOptions): Promise<WebhookList>
  /**
   * Returns one webhook.
   *
   * @example
   * ```ts
   * const { attempts } = await emulator.webhooks.get(id)
   * ```
   * @throws {ControlError} 404 for an unknown id
   * @throws {ConnectionError}
   */
  get(id: string): Promise<WebhookDelivery>
  /**
   * Waits for a webhook to be posted. Without `since` it returns the last one posted, or else the first to be posted.
   *
   * @example
   * ```ts
   * const { attempts } = await emulator.webhooks.next({ eventType: 'verify.delivered', timeout: '5s' })
   * ```
   * @throws {WaitTimeoutError} if none was posted in time; the message gives the reason
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  next(options?: NextWebhookOptions): Promise<NextWebhook>
  /**
   * Posts a webhook again and returns it with the new attempt.
   *
   * @example
   * ```ts
   * const { attempts } = await emulator.webhooks.redeliver(id)
   * ```
   * @throws {ControlError} 404 for an unknown id
   * @throws {ConnectionError}
   */
  redeliver(id: string): Promise<WebhookDelivery>
  /**
   * Sends an event of an existing verification now, by default the newest one.
   *
   * @example
   * ```ts
   * await emulator.webhooks.trigger({ eventType: 'verify.delivered', url: 'http://localhost:3000/webhooks' })
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  trigger(request: TriggerRequest): Promise<WebhookDelivery[]>
  /**
   * Sets the default webhook URL of the sandbox, for profiles without one; null restores the server's default.
   *
   * @example
   * ```ts
   * await emulator.webhooks.setUrl('http://localhost:3000/webhooks')
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  setUrl(url: string | null): Promise<void>
  /**
   * Sets additional headers of the sandbox's webhooks, outside the signature; null restores the server's (W13).
   *
   * @example
   * ```ts
   * await emulator.webhooks.setHeaders({ 'X-Forwarded-For': '192.76.120.200' })
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  setHeaders(headers: Readonly<Record<string, string>> | null): Promise<void>
  /**
   * Returns the Ed25519 public key that receivers verify signatures with, in base64: `TELNYX_PUBLIC_KEY`.
   *
   * @example
   * ```ts
   * process.env.TELNYX_PUBLIC_KEY = await emulator.webhooks.publicKey()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  publicKey(): Promise<string>
  /**
   * Follows the webhooks live, signed for a URL, for a program that forwards them. Post headers and body unchanged. Breaking
   * out of the loop or aborting the signal ends it.
   *
   * @example
   * ```ts
   * for await (const { headers, body } of emulator.webhooks.follow(url)) await fetch(url, { method: 'POST', headers, body })
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  follow(url: string, options?: WebhookFollowOptions): AsyncIterable<SignedWebhook>
  /** Webhook faults. */
  readonly faults: WebhookFaultsClient
}

const path = '/_emulator/webhooks'

export function createWebhooksClient(ask: Ask, call: Call, sandbox: string): WebhooksClient {
  return {
    list: async (options = {}) => {
      checkOptions('webhooks.list()', options, { eventType: true, phoneNumber: true, state: true, limit: true })
      return ask('WebhookList', 'GET', path, { query: options })
    },
    get: (id) =>
      ask(
        'WebhookDelivery',
        'GET',
        `${path}/${toPathPart(id, 'the ID of a webhook delivery. `webhooks.list()` lists them')}`,
      ),
    next: async (options = {}) => {
      checkOptions('webhooks.next()', options, { timeout: true, since: true, eventType: true, phoneNumber: true })
      const { webhook, cursor } = await ask('NextWebhook', 'GET', `${path}/next`, { query: options })
      return { ...webhook, cursor }
    },
    redeliver: (id) =>
      ask(
        'WebhookDelivery',
        'POST',
        `${path}/${toPathPart(id, 'the ID of a webhook delivery. `webhooks.list()` lists them')}/redeliver`,
      ),
    trigger: async (request) => {
      const body = toWire('TriggerRequest', request, 'webhooks.trigger()')
      return (await ask('WebhookList', 'POST', `${path}/trigger`, { body })).webhooks
    },
    setUrl: async (url) => {
      await ask('WebhookUrl', 'PUT', `${path}/url`, { body: { url } })
    },
    setHeaders: async (headers) => {
      await ask('WebhookHeaders', 'PUT', `${path}/headers`, { body: { headers } })
    },
    publicKey: async () =>
      (await ask('WebhookKey', 'GET', `${path}/public-key`, { query: { sandbox: undefined } })).publicKey,
    follow: async function* (url, options = {}) {
      checkOptions('webhooks.follow()', options, { signal: true, backfill: true })
      const { signal, backfill } = options
      try {
        const response = await call('GET', `${path}/listen`, { query: { sandbox, url, backfill }, signal })
        yield* readEvents('SignedWebhook', response)
      } catch (error) {
        if (!signal?.aborted) throw error
      }
    },
    faults: createWebhookFaultsClient(ask),
  }
}
