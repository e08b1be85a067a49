import type { EventComposer } from '../composer.js'
import type { ExampleEvent } from '../event.js'
import type { ReceiverPost } from '../post.js'

/**
 * A genuine event with one thing done differently. If a receiver that refuses the good event accepts it, the difference
 * is the reason.
 */
export interface Probe {
  readonly compose: (composer: EventComposer, event: ExampleEvent) => ReceiverPost
  /** The reason and what to do, in sentences. */
  readonly conclusion: string
}

export const signatureName = 'telnyx-signature-ed25519'
export const timestampName = 'telnyx-timestamp'

/** The event with a given signature, in bytes, and timestamp. */
export function signedPost(
  composer: EventComposer,
  event: ExampleEvent,
  signature: Buffer | string,
  timestamp: number | string = composer.nowSecs(),
): ReceiverPost {
  return composer.post(event, {
    [signatureName]: typeof signature === 'string' ? signature : signature.toString('base64'),
    [timestampName]: String(timestamp),
  })
}
