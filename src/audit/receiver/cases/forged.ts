import { withBodyAltered, withHeaders } from '../composer.js'
import type { Case } from './case.js'

/** Just past the 300 s that receivers allow, with room for clocks that differ. */
const tooFarSecs = 360

export const unsignedCase: Case = {
  name: 'no-signature',
  sends: 'an event without signature headers',
  kind: 'forged',
  compose: (composer) => [composer.leaveUnsigned(composer.event('verification.complete'))],
  risk: 'Your handler accepts unsigned events: anyone can complete a verification.',
  cure: 'Refuse with 4xx what lacks telnyx-signature-ed25519 or telnyx-timestamp, in development too.',
}

/** W10. A receiver that takes it does not take the good event. */
export const otherFamilyCase: Case = {
  name: 'other-header-family',
  sends: 'an event with the headers of Standard Webhooks only',
  kind: 'forged',
  compose: (composer) => [composer.signInTheOtherFamily(composer.event('verification.complete'))],
  risk: 'Your handler accepts webhook-id, webhook-timestamp and webhook-signature, as releases 7.0 to 7.17 of the Node SDK did. The vendor does not send them, and there the secret is the public key: whoever knows it can complete a verification.',
  cure: 'Update the SDK to 7.18 or newer, and check telnyx-signature-ed25519 only.',
}

/** What the vendor never sends: somebody else does, or it was changed on the way. Each claims that a code was accepted. */
export const forgedCases: readonly Case[] = [
  unsignedCase,
  {
    name: 'random-signature',
    sends: 'a signature of the right length that nobody made',
    kind: 'forged',
    compose: (composer) => [
      withHeaders(composer.sign(composer.event('verification.complete')), {
        'telnyx-signature-ed25519': composer.noise(),
      }),
    ],
    risk: 'Your handler sees that there is a signature, and does not check it: anyone can complete a verification.',
    cure: 'Verify it, by client.webhooks.unwrap of the SDK or by Ed25519 over <timestamp>|<raw body>, and refuse with 4xx.',
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
    risk: 'Your handler takes a signature that it cannot read for a good one: anyone can complete a verification.',
    cure: 'Treat whatever verification throws as a refusal: 4xx.',
  },
  {
    name: 'stale-timestamp',
    sends: 'an event that was signed six minutes ago',
    kind: 'forged',
    compose: (composer) => [
      composer.sign(composer.event('verification.complete', { occurredAt: composer.secsAgo(tooFarSecs) }), {
        ageSecs: tooFarSecs,
      }),
    ],
    risk: 'Whoever recorded a genuine event can send it again whenever they like, and your handler takes it.',
    cure: 'Refuse with 4xx a telnyx-timestamp that is more than 300 seconds away from your clock.',
  },
  {
    name: 'future-timestamp',
    sends: 'an event that is signed for six minutes from now',
    kind: 'forged',
    compose: (composer) => [composer.sign(composer.event('verification.complete'), { ageSecs: -tooFarSecs })],
    risk: 'A stamp of the future keeps an event fresh for as long as one likes: your check of its age looks to one side only.',
    cure: 'Compare the absolute distance: Math.abs(now - timestamp) > 300 is a refusal, 4xx.',
  },
  {
    name: 'altered-body',
    sends: 'an event of which one byte was changed after it was signed',
    kind: 'forged',
    compose: (composer) => [
      withBodyAltered(composer.sign(composer.event('verification.complete')), '+13035550100', '+13035550101'),
    ],
    risk: 'Your handler does not compare the signature with the body: whoever has one genuine event can have any number verified.',
    cure: 'Verify <timestamp>|<raw body> with the body as it came in.',
  },
  {
    name: 'another-key',
    sends: 'an event that is correctly signed, with another key',
    kind: 'forged',
    compose: (composer) => [composer.signAsSomebodyElse(composer.event('verification.complete'))],
    risk: 'Your handler accepts a signature of anybody’s: anyone with a key pair can complete a verification.',
    cure: 'Verify with the public key of your own account only, from the portal or TELNYX_PUBLIC_KEY, never with one out of the request.',
  },
  otherFamilyCase,
]
