import type { EventComposer } from '../composer.js'
import type { ReceiverPost } from '../post.js'

/** One situation that receivers meet in production. */
export interface ReceiverCase {
  readonly name: string
  /** What it sends, in a few words. */
  readonly sends: string
  /** Genuine deliveries expect 2xx, forged ones 4xx. */
  readonly kind: 'genuine' | 'forged'
  /** Sent one after the other. */
  readonly compose: (composer: EventComposer) => readonly ReceiverPost[]
  /** A case that the receiver must accept, or this one shows nothing. */
  readonly needs?: ReceiverCase
  /** What it means in production if a genuine delivery is refused or a forged one accepted. */
  readonly risk: string
  /** How to fix it. */
  readonly advice: string
}
