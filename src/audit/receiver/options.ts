import type { Duration } from '../../client/types.js'

/** A receiver as one function, like Hono's `app.fetch` and the route handlers of many frameworks. */
export type FetchHandler = (request: Request) => Response | Promise<Response>

/** A status, a class of statuses like `2xx`, or a list of both. */
export type ExpectedStatus = number | string | readonly (number | string)[]

/** The key pair that signs genuine deliveries. */
export interface ReceiverKeyOptions {
  /** Base64 of 32 bytes, or PKCS8 PEM. */
  readonly privateKey?: string | undefined
  /**
   * The seed of the emulator whose key pair to use, in place of a private key.
   *
   * @default the seed of an emulator that was given none
   */
  readonly seed?: string | number | undefined
}

/**
 * Options of `auditReceiver`.
 *
 * @example
 * ```ts
 * await auditReceiver(url, { seed: 1, timeout: '5s' })
 * ```
 */
export interface ReceiverOptions extends ReceiverKeyOptions {
  /**
   * How long the receiver may take to answer: a duration like `'5s'`, or milliseconds.
   *
   * @default 2000, as the vendor waits (W7)
   */
  readonly timeout?: Duration | undefined
  /**
   * The statuses to expect, by case name, for receivers that deliberately answer differently: `200`, `'2xx'`, or a list.
   *
   * @default {}
   * @example
   * ```ts
   * await auditReceiver(url, { expect: { 'stale-timestamp': '2xx', 'no-signature': [401, 403] } })
   * ```
   */
  readonly expect?: Readonly<Record<string, ExpectedStatus>> | undefined
  /**
   * The secret that signs Standard Webhooks headers, in base64.
   *
   * @default the public key, which releases 7.0 to 7.17 of the Node SDK used as the secret (W10)
   */
  readonly standardWebhooksSecret?: string | undefined
  /**
   * The name of the event that ends a verification, as the emulator sends it; `off` leaves it out (W3).
   *
   * @default 'verification.complete'
   */
  readonly completionEvent?: string | undefined
  /**
   * Headers of every delivery besides the vendor's, genuine or forged, for receivers that ask for them (W13).
   *
   * @default {}
   * @example
   * ```ts
   * await auditReceiver(url, { headers: { 'X-Forwarded-For': '192.76.120.200' } })
   * ```
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * The wall clock, in Unix milliseconds.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined
}
