import { withBodyAltered, withHeaders } from '../composer.js'
import type { ReceiverCase } from './case.js'

/** Just over the 300 s that receivers allow, with a margin for clocks that differ. */
const tooFarSecs = 360

export const unsignedCase: ReceiverCase = {
  name: 'no-signature',
  sends: 'an event without signature headers',
  kind: 'forged',
  compose: (composer) => [composer.leaveUnsigned(composer.event('verification.complete'))],
  risk: 'Your handler accepts unsigned events: anyone can complete a verification.',
  advice: 'Answer 4xx if telnyx-signature-ed25519 or telnyx-timestamp is missing, in development too.',
}

/** W10. A receiver that accepts it does not accept the good event. */
export const otherFamilyCase: ReceiverCase = {
  name: 'other-header-family',
  sends: 'an event with Standard Webhooks headers only',
  kind: 'forged',
  compose: (composer) => [composer.signInTheOtherFamily(composer.event('verification.complete'))],
  risk: 'Your handler accepts webhook-id, webhook-timestamp and webhook-signature, as releases 7.0 to 7.17 of the Node SDK did. The vendor does not send them, and their secret is the public key: anyone who knows it can complete a verification.',
  advice: 'Update the SDK to 7.18 or later, and verify telnyx-signature-ed25519 only.',
}

/** Deliveries that the vendor never sends: forged, or changed on the way. Each claims that a code was accepted. */
export const forgedCases: readonly ReceiverCase[] = [
  unsignedCase,
  {
    name: 'random-signature',
    sends: 'random bytes in place of a signature',
    kind: 'forged',
    compose: (composer) => [
      withHeaders(composer.sign(composer.event('verification.complete')), {
        'telnyx-signature-ed25519': composer.noise(),
      }),
    ],
    risk: 'Your handler requires a signature but does not verify it: anyone can complete a verification.',
    advice:
      'Verify it with client.webhooks.unwrap of the SDK, or with Ed25519 over <timestamp>|<raw body>, and answer 4xx if it is wrong.',
  },
  {
    name: 'malformed-signature',
    sends: 'a signature that is not base64',
    kind: 'forged',
    compose: (composer) => [
      withHeaders(composer.sign(composer.event('verification.complete')), {
        'telnyx-signature-ed25519': 'not-a-signature!',
      }),
    ],
    risk: 'Your handler accepts a signature that it cannot decode: anyone can complete a verification.',
    advice: 'Answer 4xx whenever verification throws.',
  },
  {
    name: 'stale-timestamp',
    sends: 'an event signed six minutes ago',
    kind: 'forged',
    compose: (composer) => [
      composer.sign(composer.event('verification.complete', { occurredAt: composer.secsAgo(tooFarSecs) }), {
        ageSecs: tooFarSecs,
      }),
    ],
    risk: 'Anyone who recorded a genuine event can send it again at any time, and your handler accepts it.',
    advice: 'Answer 4xx if telnyx-timestamp is more than 300 seconds away from your clock.',
  },
  {
    name: 'future-timestamp',
    sends: 'an event signed six minutes in the future',
    kind: 'forged',
    compose: (composer) => [composer.sign(composer.event('verification.complete'), { ageSecs: -tooFarSecs })],
    risk: 'A timestamp in the future keeps an event valid for as long as an attacker likes: your handler checks its age in one direction only.',
    advice: 'Compare the absolute difference: if Math.abs(now - timestamp) > 300, answer 4xx.',
  },
  {
    name: 'altered-body',
    sends: 'an event with one byte changed after signing',
    kind: 'forged',
    compose: (composer) => [
      withBodyAltered(composer.sign(composer.event('verification.complete')), '+13035550100', '+13035550101'),
    ],
    risk: 'Your handler does not verify the signature against the body: anyone with one genuine event can verify any number.',
    advice: 'Verify <timestamp>|<raw body> with the body exactly as received.',
  },
  {
    name: 'another-key',
    sends: 'an event correctly signed with another key',
    kind: 'forged',
    compose: (composer) => [composer.signWithAnotherKey(composer.event('verification.complete'))],
    risk: 'Your handler accepts anyone’s signature: anyone with a key pair can complete a verification.',
    advice:
      'Verify with the public key of your own account only, from the portal or TELNYX_PUBLIC_KEY, never with a key from the request.',
  },
  otherFamilyCase,
]
