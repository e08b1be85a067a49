import type { Composer } from '../composer.js'
import type { Delivery } from '../delivery.js'

/** One thing that happens to receivers in production. */
export interface Case {
  readonly name: string
  readonly sends: string
  /** Genuine deliveries are to be answered 2xx, forged ones 4xx. */
  readonly kind: 'genuine' | 'forged'
  /** Sent one after the other. */
  readonly compose: (composer: Composer) => readonly Delivery[]
  /** The case that must be taken, or this one says nothing. */
  readonly needs?: Case
  /** What it means in production when a genuine delivery is not taken, or a forged one is. */
  readonly risk: string
  readonly cure: string
}
