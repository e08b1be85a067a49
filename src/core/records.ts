/** The records that a sandbox keeps. All times are unix milliseconds of the sandbox's clock. */

export const channels = ['sms', 'call', 'flashcall', 'whatsapp'] as const
export type Channel = (typeof channels)[number]

export type Status = 'pending' | 'accepted' | 'invalid' | 'expired' | 'error'

/** What a check comes to (C1). */
export type Outcome = 'accepted' | 'rejected' | 'expired' | 'max_attempts_exceeded'

/** How far the code has got on its way to the handset (W2). */
export type Delivery = 'queued' | 'sent' | DeliveryResult
export type DeliveryResult = 'delivered' | 'sending_failed' | 'delivery_failed' | 'delivery_unconfirmed'

/** One channel's section of a profile. What a channel does not know stays absent. */
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
   * Spent on a UTC day (days since 1970), in millionths of a US dollar, so that sums stay exact (P13). It is not kept:
   * the verifications say what they cost.
   */
  spent: { day: number; microUsd: number }
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
  /** What it cost, in millionths of a US dollar (P13). */
  readonly price: number
  readonly createdAt: number
  readonly expiresAt: number
  updatedAt: number
  status: Status
  failedChecks: number
  delivery: Delivery
  /** A delivery still under way: what it will come to, and when. */
  due: { readonly at: number; readonly delivery: DeliveryResult } | null
  message: Message | null
  /** The one before of the same number: lists are chains, so that a record costs two words and no array. */
  older: Verification | null
  /** The one before of the same number and profile that was pending then (C6). */
  olderPending: Verification | null
}

/** A code asked for by POST /verified_numbers (N1). */
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

/** What a handset got. */
export interface Message {
  /** Counts a sandbox's messages from 1. */
  readonly sequence: number
  readonly about: Verification | NumberCode
  readonly channel: Channel
  readonly from: string
  readonly text: string
  readonly sentAt: number
  /** The one before to the same number. */
  older: Message | null
}
