import type { EventComposer } from '../composer.js'
import type { EventDetails, EventType, ExampleEvent } from '../event.js'
import type { ReceiverPost } from '../post.js'

/** One situation that receivers meet in production. */
export type ReceiverCase = GenuineCase | ForgedCase

interface CaseTexts {
  readonly name: string
  /** What it sends, in a few words. */
  readonly sends: string
  /** What it means in production if a genuine delivery is refused or a forged one accepted. */
  readonly risk: string
  /** How to fix it. */
  readonly advice: string
}

/** Deliveries that the vendor sends, or may send one day. They expect 2xx. */
export interface GenuineCase extends CaseTexts {
  readonly kind: 'genuine'
  /**
   * Sent one after the other.
   *
   * @param eventType a type that the receiver accepts, for cases that are not about types
   */
  readonly compose: (composer: EventComposer, eventType: EventType) => readonly ReceiverPost[]
  /** A case that the receiver must accept, or this one shows nothing. */
  readonly needs?: GenuineCase
  /** The type that the case is about; without this event the case is skipped. */
  readonly about?: EventType
}

/** Deliveries that the vendor never sends: forged, or changed on the way. They expect 4xx. */
export interface ForgedCase extends CaseTexts {
  readonly kind: 'forged'
  /** The first is tried with every event type that the receiver accepts, the others with one of them. */
  readonly forgeries: readonly [Forgery, ...Forgery[]]
}

/** One way to forge an event. Its genuine twin has the same content, is signed correctly, and has IDs of its own. */
export interface Forgery {
  /** What is wrong with it, in a few words. */
  readonly sends: string
  /** The content that it shares with its twin, where it matters. */
  readonly details?: (composer: EventComposer) => Partial<EventDetails>
  /** @param event the content that arrives */
  readonly forge: (composer: EventComposer, event: ExampleEvent) => ReceiverPost
}
