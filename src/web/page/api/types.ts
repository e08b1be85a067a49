/** The records that the page reads: those of the client, and the few that the control API passes on as they are. */
import type { ClientSchemas } from '../../../client/types.js'

export type {
  Channel,
  ClockState,
  DueEvent,
  EntryPart,
  JournalEntry as Entry,
  Message,
  SandboxInfo,
  WebhookAttempt,
  WebhookDelivery,
} from '../../../client/types.js'

export type ClockAnswer = ClientSchemas['ClockAnswer']
export type Status = NonNullable<ClientSchemas['Message']['status']>

/** A rule of the emulator with its evidence. */
export interface Rule {
  readonly id: string
  readonly statement: string
  readonly evidence: readonly string[]
  readonly source?: string
  readonly dialect?: string
}

/** A run that is replayed. */
export interface Replay {
  /** Number of the last request that was carried out. */
  readonly at: number
  readonly test: string | null
  readonly requests: readonly {
    readonly number: number
    readonly at: string
    readonly sandbox: string
    readonly text: string
    readonly request: string
    readonly status: number | null
    readonly response: string
    /** ID of what decided the response; null before the request is carried out. */
    readonly decided: string | null
  }[]
  readonly divergences: readonly { readonly number: number; readonly text: string }[]
}

/** A profile as the emulated API writes it. */
export interface Profile {
  readonly id: string
  readonly name: string
  readonly language?: string
  readonly webhook_url?: string
  readonly [section: string]: unknown
}

/** A template as the control API lists it. */
export interface Template {
  readonly id: string
  readonly text: string
  readonly built_in: boolean
}
