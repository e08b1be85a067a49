import { withHeaders, withoutHeaders } from '../composer.js'
import { type Probe, signatureName, signedPost, timestampName } from './probe.js'

/** Names under which handlers have looked for the signature. */
export const signatureNames = [
  'x-telnyx-signature-ed25519',
  'x-telnyx-signature',
  'telnyx-signature',
  'telnyx-ed25519-signature',
  'telnyx-ed25519',
  'telnyx-signature-ed-25519',
  'telnyx_signature_ed25519',
  'telnyx-webhook-signature',
  'x-telnyx-webhook-signature',
  'x-telnyx-ed25519-signature',
  'x-webhook-signature',
  'webhook-signature',
  'x-signature-ed25519',
  'x-signature',
  'signature-ed25519',
  'signature',
]

/** Names under which handlers have looked for the timestamp. */
export const timestampNames = [
  'x-telnyx-timestamp',
  'telnyx-signature-timestamp',
  'x-telnyx-signature-timestamp',
  'telnyx_timestamp',
  'telnyx-webhook-timestamp',
  'x-telnyx-webhook-timestamp',
  'x-webhook-timestamp',
  'webhook-timestamp',
  'x-signature-timestamp',
  'x-timestamp',
  'timestamp',
]

const hourSecs = 3600

function shifted(secs: number): Probe {
  const words = secs % hourSecs === 0 ? `${Math.abs(secs / hourSecs)} h` : `${Math.abs(secs / 60)} min`
  return {
    compose: (composer, event) => composer.sign(event, { ageSecs: -secs }),
    conclusion: `The clock of your app is ${words} ${secs > 0 ? 'ahead' : 'behind'}, or it mixes up time zones: telnyx-timestamp is Unix time in seconds.`,
  }
}

/** The form of the headers: spelling, unit and encoding, and what else a handler may ask for. */
export const headerProbes: readonly Probe[] = [
  {
    compose: (composer, event) => {
      const post = composer.sign(event)
      const { [signatureName]: signature = '', [timestampName]: timestamp = '' } = post.headers
      return withHeaders(withoutHeaders(post, signatureName, timestampName), {
        'Telnyx-Signature-Ed25519': signature,
        'Telnyx-Timestamp': timestamp,
      })
    },
    conclusion: `Your handler finds the headers only if they are spelled Telnyx-Signature-Ed25519 and Telnyx-Timestamp. Header names are not case-sensitive, and HTTP/2 has them in lower case: look for ${signatureName} in any case.`,
  },
  {
    compose: (composer, event) => {
      const ms = composer.nowSecs() * 1000
      return signedPost(composer, event, composer.signText(`${ms}|${JSON.stringify(event)}`), ms)
    },
    conclusion: `Your handler reads ${timestampName} as milliseconds. It is in seconds.`,
  },
  {
    compose: (composer, event) => {
      const { headers } = composer.sign(event)
      return signedPost(composer, event, Buffer.from(headers[signatureName] ?? '', 'base64').toString('hex'))
    },
    conclusion: `Your handler decodes ${signatureName} as hex. It is base64.`,
  },
  {
    compose: (composer, event) => {
      const { headers } = composer.sign(event)
      return signedPost(composer, event, Buffer.from(headers[signatureName] ?? '', 'base64').toString('base64url'))
    },
    conclusion: `Your handler decodes ${signatureName} as base64url. It is base64 with +, / and =.`,
  },
  {
    compose: (composer, event) =>
      withHeaders(composer.sign(event), {
        ...{ 'x-forwarded-for': '192.76.120.200', 'x-real-ip': '192.76.120.200', 'cf-connecting-ip': '192.76.120.200' },
        forwarded: 'for=192.76.120.200',
      }),
    conclusion:
      "Your handler checks for the vendor's source address. Audit it with --webhook-header 'X-Forwarded-For: 192.76.120.200' (or the header that it reads), and start the emulator with the same flag.",
  },
  {
    compose: (composer, event) =>
      withHeaders(composer.sign(event), { 'content-type': 'application/json; charset=utf-8' }),
    conclusion:
      'Your handler requires the content type application/json; charset=utf-8. The vendor sends application/json: compare the media type without its parameters.',
  },
  ...['application/octet-stream', 'text/plain'].map(
    (type): Probe => ({
      compose: (composer, event) => withHeaders(composer.sign(event), { 'content-type': type }),
      conclusion: `Your handler accepts the event as ${type}, but not as application/json: a JSON body parser, such as express.json(), reads the body before it. Verify the raw body: use express.raw({ type: 'application/json' }) in place of express.json() on this route.`,
    }),
  ),
  ...[-600, 600].map(shifted),
  ...Array.from({ length: 27 }, (_, index) => (index - 12) * hourSecs)
    .filter((secs) => secs !== 0)
    .map(shifted),
]
