/** A receiver as one function, as Hono's `app.fetch` and the route handlers of many frameworks are. */
export type FetchHandler = (request: Request) => Response | Promise<Response>

/** A status, a class of statuses as `2xx`, or several of both. */
export type Expectation = number | string | readonly (number | string)[]

/** Which key pair genuine deliveries are signed with. */
export interface KeyOptions {
  /** Base64 of 32 bytes, or PKCS8 PEM. */
  readonly privateKey?: string
  /** In place of a private key: the key pair that an emulator of this seed has. */
  readonly seed?: string | number
}

export interface ReceiverOptions extends KeyOptions {
  /** How long the receiver may take to answer, in milliseconds; the vendor waits 2000, the default (W7). */
  readonly timeoutMs?: number
  /** By case name, for handlers that answer otherwise on purpose: 200, '2xx', or a list of these. */
  readonly expect?: Readonly<Record<string, Expectation>>
  /** Base64: what Standard Webhooks headers are signed with. By default the public key, as SDK 7.0 to 7.17 had it (W10). */
  readonly standardWebhooksSecret?: string
  /** The wall clock, in unix milliseconds. */
  readonly now?: () => number
}
