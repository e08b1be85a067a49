import type { Channel } from '../client/types.js'

/**
 * A request that was answered with an error.
 *
 * @example
 * ```ts
 * await createEmulator({ onRefused: ({ status, path, hint }) => console.warn(`${status} ${path}: ${hint}`) })
 * ```
 */
export interface RefusedRequest {
  /** HTTP method. */
  readonly method: string
  /** Path and query, as sent. */
  readonly path: string
  /** HTTP status of the answer. */
  readonly status: number
  /** The vendor's error code. */
  readonly errorCode: string | null
  /** How to fix the request, as in the header `x-emulator-hint`; empty without one. */
  readonly hint: string
  /** Name of the sandbox. */
  readonly sandbox: string
}

/**
 * A code that was sent to a phone.
 *
 * @example
 * ```ts
 * await createEmulator({ onCode: ({ code, phoneNumber }) => console.log(`${code} was sent to ${phoneNumber}`) })
 * ```
 */
export interface SentCode {
  readonly code: string
  /** In E.164. */
  readonly phoneNumber: string
  /** The channel that it was sent by. */
  readonly channel: Channel
  /** Name of the sandbox. */
  readonly sandbox: string
}
