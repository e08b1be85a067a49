import { isE164 } from '../core/phone-numbers.js'
import { InputError } from '../wire/input-error.js'

/** How requests are to be passed on to a real API, if they are. */
export interface PassthroughOptions {
  /** Passes requests below `/v2` on and takes the answers back unchanged, instead of answering them. */
  readonly passthrough?: boolean | undefined
  /** Base URL of where they go; default the vendor's own. */
  readonly upstream?: string | undefined
  /** The key that goes out in place of a `sandbox_` key; any other key is the client's own and stays. */
  readonly upstreamKey?: string | undefined
  /** Numbers in E.164 that codes may be sent to; default none. */
  readonly allowNumber?: readonly string[] | undefined
  /** How many requests that send may go out in a session; default 0. */
  readonly maxSends?: number | undefined
  /** Lets changes of things out that were not made in this session. */
  readonly allowExisting?: boolean | undefined
  /** Lets requests out that are no operation of Verify, also those that do more than read. */
  readonly allowUnknown?: boolean | undefined
  /** A folder for a HAR file of each exchange, without secrets. */
  readonly record?: string | undefined
  /** The file that keeps what was sent and made; default beside the folder of recordings, else in memory. */
  readonly session?: string | undefined
  /** Names, of organisations for example, that are taken out of recordings beside keys, codes, numbers and URLs. */
  readonly redactNames?: readonly string[] | undefined
  /** Differences that are not counted, as `body /data/name: value` or `header allow`. */
  readonly ignoreDrift?: readonly string[] | undefined
}

/** The same with its defaults. */
export interface Passthrough {
  readonly upstream: string
  readonly key: string | undefined
  readonly limits: {
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

/** The vendor's own. */
const realUpstream = 'https://api.telnyx.com/v2'

/**
 * @returns undefined where nothing is to be passed on
 * @throws {InputError} for what has no sense without passthrough, and for a number that is not E.164
 */
export function readPassthrough(options: PassthroughOptions): Passthrough | undefined {
  const {
    allowNumber = [],
    maxSends = 0,
    allowExisting = false,
    allowUnknown = false,
    record,
    redactNames = [],
    ignoreDrift = [],
  } = options
  if (!options.passthrough) {
    requireNothing({ ...options, maxSends: maxSends > 0 || undefined })
    return undefined
  }
  for (const number of allowNumber) {
    if (!isE164(number))
      throw new InputError(`allowNumber: write each number in E.164, like +13125550123, not ${JSON.stringify(number)}.`)
  }
  return {
    upstream: options.upstream ?? realUpstream,
    key: options.upstreamKey,
    limits: { allowNumbers: allowNumber, maxSends, allowExisting, allowUnknown },
    record,
    session: options.session ?? (record === undefined ? undefined : `${record.replace(/[/\\]+$/, '')}.session.jsonl`),
    redactNames: redactNames.filter((name) => name !== ''),
    ignoreDrift,
  }
}

const dependent = ['upstream', 'allowNumber', 'maxSends', 'allowExisting', 'allowUnknown', 'record', 'session'] as const

/** Whoever limits or records passthrough believes that it is on. */
function requireNothing(options: Readonly<Record<string, unknown>>): void {
  for (const name of dependent) {
    const value = options[name]
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) continue
    throw new InputError(`${name} only means something with passthrough: say --passthrough, or leave ${name} away.`)
  }
}
