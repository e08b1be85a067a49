import { type EventComposer, withHeaders, withoutHeaders } from '../composer.js'
import type { ExampleEvent } from '../event.js'
import type { ReceiverPost } from '../post.js'
import type { ForgedCase, Forgery } from './case.js'

/** Just over the 300 s that receivers allow, with a margin for clocks that differ. */
const tooFarSecs = 360

const hourSecs = 3600

const signatureName = 'telnyx-signature-ed25519'
const timestampName = 'telnyx-timestamp'

/** A correctly signed event with another signature, made from the right one. */
function withSignature(sends: string, change: (signature: string, composer: EventComposer) => string): Forgery {
  return {
    sends,
    forge: (composer, event) => {
      const post = composer.sign(event)
      return withHeaders(post, { [signatureName]: change(post.headers[signatureName] ?? '', composer) })
    },
  }
}

/** An event under the signature of a similar one. */
function underSignatureOf(sends: string, change: (event: ExampleEvent) => ExampleEvent): Forgery {
  return {
    sends,
    forge: (composer, event) => signedAs(composer, event, composer.sign(change(event))),
  }
}

const signedAs = (composer: EventComposer, event: ExampleEvent, { headers }: ReceiverPost): ReceiverPost =>
  withHeaders(composer.post(event, {}), {
    [signatureName]: headers[signatureName] ?? '',
    [timestampName]: headers[timestampName] ?? '',
  })

/** An event that was signed so long ago; negative for the future. It occurred before it was signed. */
function signedAgo(sends: string, ageSecs: number): Forgery {
  return {
    sends,
    ...(ageSecs > 0 && { details: (composer) => ({ occurredAt: composer.secsAgo(ageSecs) }) }),
    forge: (composer, event) => composer.sign(event, { ageSecs }),
  }
}

export const unsignedCase: ForgedCase = {
  name: 'no-signature',
  sends: 'an event without signature headers',
  kind: 'forged',
  forgeries: [
    { sends: 'no signature headers', forge: (composer, event) => composer.post(event, {}) },
    {
      sends: 'a timestamp only',
      forge: (composer, event) => withoutHeaders(composer.sign(event), signatureName),
    },
    {
      sends: 'a signature without its timestamp',
      forge: (composer, event) => withoutHeaders(composer.sign(event), timestampName),
    },
    withSignature('an empty signature', () => ''),
  ],
  risk: 'Your handler accepts unsigned events: anyone can complete a verification.',
  advice: `Answer 4xx if ${signatureName} or ${timestampName} is missing, in development too.`,
}

/** W10. A receiver that accepts it does not accept the good event. */
export const otherFamilyCase: ForgedCase = {
  name: 'other-header-family',
  sends: 'an event with Standard Webhooks headers only',
  kind: 'forged',
  forgeries: [
    {
      sends: 'Standard Webhooks headers only',
      forge: (composer, event) => composer.signInTheOtherFamily(event),
    },
    {
      sends: 'Standard Webhooks headers beside a wrong Ed25519 signature',
      forge: (composer, event) =>
        withHeaders(composer.signInTheOtherFamily(event), {
          [signatureName]: composer.noise(),
          [timestampName]: String(composer.nowSecs()),
        }),
    },
    {
      sends: 'Standard Webhooks headers with a wrong signature',
      forge: (composer, event) =>
        withHeaders(composer.signInTheOtherFamily(event), { 'webhook-signature': `v1,${composer.noise()}` }),
    },
  ],
  risk: 'Your handler accepts webhook-id, webhook-timestamp and webhook-signature, as releases 7.0 to 7.17 of the Node SDK did. The vendor does not send them, and their secret is the public key: anyone who knows it can complete a verification.',
  advice: `Update the SDK to 7.18 or later, and verify ${signatureName} only.`,
}

/** Each is forged in the place of an event that the receiver accepts. */
export const forgedCases: readonly ForgedCase[] = [
  unsignedCase,
  {
    name: 'random-signature',
    sends: 'random bytes in place of a signature',
    kind: 'forged',
    forgeries: [
      withSignature('64 random bytes', (_, composer) => composer.noise()),
      withSignature('64 zero bytes', () => Buffer.alloc(64).toString('base64')),
      withSignature('the signature with one bit changed', (signature) => {
        const bytes = Buffer.from(signature, 'base64')
        bytes[0] = (bytes[0] ?? 0) ^ 1
        return bytes.toString('base64')
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
    forgeries: [
      withSignature('text that is not base64', () => 'not-a-signature!'),
      withSignature('the first half of the signature', (signature) => signature.slice(0, 44)),
      withSignature('a signature of one byte', () => 'AA=='),
    ],
    risk: 'Your handler accepts a signature that it cannot decode: anyone can complete a verification.',
    advice: 'Answer 4xx whenever verification throws.',
  },
  {
    name: 'stale-timestamp',
    sends: 'an event signed six minutes ago',
    kind: 'forged',
    forgeries: [
      signedAgo('signed six minutes ago', tooFarSecs),
      signedAgo('signed an hour ago', hourSecs),
      signedAgo('signed a day ago', 24 * hourSecs),
    ],
    risk: 'Anyone who recorded a genuine event can send it again at any time, and your handler accepts it.',
    advice: `Answer 4xx if ${timestampName} is more than 300 seconds away from your clock. Both are compared in seconds.`,
  },
  {
    name: 'future-timestamp',
    sends: 'an event signed six minutes in the future',
    kind: 'forged',
    forgeries: [
      signedAgo('signed six minutes in the future', -tooFarSecs),
      signedAgo('signed a day in the future', -24 * hourSecs),
    ],
    risk: 'A timestamp in the future keeps an event valid for as long as an attacker likes: your handler checks its age in one direction only.',
    advice: 'Compare the absolute difference: if Math.abs(now - timestamp) > 300, answer 4xx.',
  },
  {
    name: 'altered-timestamp',
    sends: 'an old signature with a new timestamp',
    kind: 'forged',
    forgeries: [
      {
        sends: 'signed six minutes ago, stamped now',
        details: (composer) => ({ occurredAt: composer.secsAgo(tooFarSecs) }),
        forge: (composer, event) =>
          withHeaders(composer.sign(event, { ageSecs: tooFarSecs }), { [timestampName]: String(composer.nowSecs()) }),
      },
    ],
    risk: 'Your handler checks the age of the timestamp, but not that the signature covers it: anyone who recorded a genuine event can send it again with a new timestamp.',
    advice: `Verify the signature over <timestamp>|<raw body>, with the ${timestampName} whose age you check.`,
  },
  {
    name: 'altered-body',
    sends: 'an event with one byte changed after signing',
    kind: 'forged',
    forgeries: [
      underSignatureOf('another phone number', (event) => withPayload(event, { phone_number: '+13035550101' })),
      underSignatureOf('another status', (event) => withPayload(event, { status: 'expired' })),
      underSignatureOf('another event type', (event) => ({
        ...event,
        data: { ...event.data, event_type: 'verify.queued' },
      })),
      underSignatureOf('the signature of another event', (event) => ({
        ...event,
        data: { ...event.data, id: event.data.payload.id },
      })),
    ],
    risk: 'Your handler does not verify the signature against the body: anyone with one genuine event can verify any number.',
    advice: 'Verify <timestamp>|<raw body> with the body exactly as received.',
  },
  {
    name: 'another-key',
    sends: 'an event correctly signed with another key',
    kind: 'forged',
    forgeries: [{ sends: 'another key', forge: (composer, event) => composer.signWithAnotherKey(event) }],
    risk: 'Your handler accepts anyone’s signature: anyone with a key pair can complete a verification.',
    advice:
      'Verify with the public key of your own account only, from the portal or TELNYX_PUBLIC_KEY, never with a key from the request.',
  },
  otherFamilyCase,
]

function withPayload(event: ExampleEvent, changes: Partial<ExampleEvent['data']['payload']>): ExampleEvent {
  return { ...event, data: { ...event.data, payload: { ...event.data.payload, ...changes } } }
}
