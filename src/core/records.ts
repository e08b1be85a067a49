import type { Trace } from './trace.js'

/** The records of a sandbox. All times are Unix milliseconds of the sandbox's clock. */

export const channels = ['sms', 'call', 'flashcall', 'whatsapp'] as const
export type Channel = (typeof channels)[number]

export type Status = 'pending' | 'accepted' | 'invalid' | 'expired' | 'error'

/** The outcome of a check (C1). */
export type Outcome = 'accepted' | 'rejected' | 'expired' | 'max_attempts_exceeded'

/** The progress of the code on its way to the handset (W2). */
export type Delivery = 'queued' | 'sent' | DeliveryResult
export type DeliveryResult = 'delivered' | 'sending_failed' | 'delivery_failed' | 'delivery_unconfirmed'

/** One channel's section of a profile. Settings that the channel does not have are absent. */
export interface ChannelSettings {
  timeoutSecs: number
  codeLength?: number
  appName?: string
  messagingTemplateId?: string
  whitelistedDestinations?: readonly string[]
  alphaSender?: string | null
  wabaId?: string | null
  senderPhoneNumber?: string | null
  templateId?: string | null
}

export interface Profile {
  readonly id: string
  name: string
  language: string
  webhookUrl: string | null
  webhookFailoverUrl: string | null
  dailySpendLimitUsd: number | null
  dailySpendLimitEnabled: boolean
  channels: { readonly [C in Channel]?: ChannelSettings }
  /**
   * Spend of each UTC day (days since 1970), in millionths of a US dollar, so that sums stay exact (P13): the clock can be
   * set back to an earlier day. It is not stored, because it can be computed from the verifications.
   */
  readonly spentByDay: Map<number, number>
  readonly createdAt: number
  updatedAt: number
}

export interface Template {
  readonly id: string
  text: string
}

export interface Verification {
  readonly id: string
  readonly channel: Channel
  readonly phoneNumber: string
  readonly profileId: string
  /** Changed by `learnCode` only. */
  code: string
  readonly customCode: string | null
  readonly extension: string | null
  readonly timeoutSecs: number
  /** Whether the request itself gave the timeout (W5). */
  readonly timeoutRequested: boolean
  /** Its price in millionths of a US dollar (P13). */
  readonly price: number
  readonly createdAt: number
  readonly expiresAt: number
  updatedAt: number
  status: Status
  failedChecks: number
  delivery: Delivery
  /** The result and time of a delivery still in progress. */
  due: { readonly at: number; readonly delivery: DeliveryResult } | null
  message: Message | null
  /** The trace of the request that created it, later of the one that ended it; its webhooks continue it. */
  trace: Trace | null
  /** The previous verification of the same number. Linked records cost two words each and no array. */
  older: Verification | null
  /** The previous verification of the same number and profile that was pending at the time (C6). */
  olderPending: Verification | null
}

/** A code requested with POST /verified_numbers (N1). */
export interface NumberCode {
  readonly phoneNumber: string
  readonly method: 'sms' | 'call'
  /** Changed by `learnNumberCode` only. */
  code: string
  isUsed: boolean
  message: Message | null
}

export interface VerifiedNumber {
  readonly phoneNumber: string
  readonly verifiedAt: number
}

/** A message that a handset received. */
export interface Message {
  /** Sequence within the sandbox, from 1. */
  readonly sequence: number
  readonly about: Verification | NumberCode
  readonly channel: Channel
  readonly from: string
  readonly text: string
  readonly sentAt: number
  /** The previous message to the same number. */
  older: Message | null
}

/** Records without content. They make V8 keep times by reference, because a field has held something else than a number. */
const shapes = new Set<object>()

/**
 * Makes equal times of all records of a kind share one number in memory, which otherwise takes 16 bytes for each field. It
 * is called once, with an object of the same fields in the same order.
 */
export function shareTimes(shape: object): void {
  shapes.add(shape)
}

const unknown = undefined as never

shareTimes({
  id: '',
  channel: 'sms',
  phoneNumber: '',
  profileId: '',
  code: '',
  customCode: null,
  extension: null,
  timeoutSecs: 0,
  timeoutRequested: false,
  price: 0,
  createdAt: unknown,
  expiresAt: unknown,
  updatedAt: unknown,
  status: 'pending',
  failedChecks: 0,
  delivery: 'queued',
  due: null,
  message: null,
  trace: null,
  older: null,
  olderPending: null,
} satisfies Verification)
shareTimes({
  sequence: 0,
  about: unknown,
  channel: 'sms',
  from: '',
  text: '',
  sentAt: unknown,
  older: null,
} satisfies Message)
