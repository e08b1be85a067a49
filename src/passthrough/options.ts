import { isE164 } from '../core/phone-numbers.js'
import { InputError } from '../wire/input-error.js'

/** How passthrough works. Its presence switches passthrough on. */
export interface PassthroughOptions {
  /**
   * Base URL of the real API.
   *
   * @default 'https://api.telnyx.com/v2'
   */
  readonly upstream?: string | undefined
  /** API key that replaces a `sandbox_` key on the way to the upstream; other keys of a client are passed as they are. */
  readonly upstreamKey?: string | undefined
  /**
   * Phone numbers, in E.164, that codes may be sent to.
   *
   * @default []
   */
  readonly allowNumbers?: readonly string[] | undefined
  /**
   * Maximum number of requests that send a code, in one session.
   *
   * @default 0
   */
  readonly maxSends?: number | undefined
  /**
   * Allows changes to resources that this session did not create.
   *
   * @default false
   */
  readonly allowExisting?: boolean | undefined
  /**
   * Allows writes outside of Verify, which may cost money.
   *
   * @default false
   */
  readonly allowUnknown?: boolean | undefined
  /** Folder for one HAR file per exchange, without secrets. Without it nothing is recorded. */
  readonly record?: string | undefined
  /** File that remembers sends and created resources over restarts. Without it: beside `record`, otherwise in memory. */
  readonly session?: string | undefined
  /**
   * Names to remove from recordings, in addition to keys, codes, phone numbers and URLs.
   *
   * @default []
   */
  readonly redactNames?: readonly string[] | undefined
  /**
   * Differences to ignore, like `body /data/name: value` or `header allow`.
   *
   * @default []
   */
  readonly ignoreDrift?: readonly string[] | undefined
}

/** Options with their defaults. */
export type CompletePassthroughOptions = Pick<PassthroughOptions, 'upstreamKey' | 'record' | 'session'> & {
  readonly [Name in Exclude<keyof PassthroughOptions, 'upstreamKey' | 'record' | 'session'>]-?: NonNullable<
    PassthroughOptions[Name]
  >
}

/** The options in the form that the parts of passthrough use. */
export interface PassthroughSettings {
  readonly upstream: string
  readonly key: string | undefined
  readonly guardrails: {
    readonly allowNumbers: readonly string[]
    readonly maxSends: number
    readonly allowExisting: boolean
    readonly allowUnknown: boolean
  }
  readonly record: string | undefined
  readonly session: string | undefined
  readonly redactNames: readonly string[]
  readonly ignoreDrift: readonly string[]
}

/** @throws {InputError} for a phone number that is not E.164 */
export function readPassthrough(options: CompletePassthroughOptions): PassthroughSettings {
  const { upstream, upstreamKey, allowNumbers, maxSends, allowExisting, allowUnknown, record, session } = options
  for (const number of allowNumbers) {
    if (!isE164(number))
      throw new InputError(
        `passthrough.allowNumbers: ${JSON.stringify(number)} is not a valid phone number. Use E.164, like +13125550123.`,
      )
  }
  return {
    upstream,
    key: upstreamKey,
    guardrails: { allowNumbers, maxSends, allowExisting, allowUnknown },
    record,
    session: session ?? (record === undefined ? undefined : `${record.replace(/[/\\]+$/, '')}.session.jsonl`),
    redactNames: options.redactNames,
    ignoreDrift: options.ignoreDrift,
  }
}
