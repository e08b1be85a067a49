import { cutAt } from '../composer.js'
import { usualCompletionEvent } from '../event.js'
import type { GenuineCase } from './case.js'

const largeBytes = 256 * 1024

const hourSecs = 3600

/** Far below the 300 s that receivers allow. */
const clockSkewSecs = 20

/** The case that every other case depends on. */
export const goodCase: GenuineCase = {
  name: 'good',
  sends: 'a verify.sent event, correctly signed',
  kind: 'genuine',
  compose: (composer) => [composer.sign(composer.event('verify.sent', composer.original))],
  risk: 'Your handler refuses an event that the vendor sends for every verification: it is attempted three times and dropped, and your app never learns of it.',
  advice: 'Find the reason in the log of your app. Answer 2xx as soon as the signature is verified.',
}

const unknownFieldsCase: GenuineCase = {
  name: 'unknown-fields',
  sends: 'an event with undocumented fields',
  kind: 'genuine',
  compose: (composer, eventType) => {
    const event = composer.event(eventType)
    const payload = { ...event.data.payload, carrier: { name: 'Acme', roaming: false }, risk_score: 0.25 }
    return [composer.sign({ ...event, data: { ...event.data, payload, trace_id: null }, links: [] })]
  },
  risk: 'As soon as the vendor adds a field, your handler refuses every event.',
  advice:
    'Read the fields you need and ignore the others: a schema for incoming events must allow additional properties.',
}

/** Deliveries that the vendor sends, or may send one day. */
export const genuineCases: readonly GenuineCase[] = [
  goodCase,
  {
    name: 'duplicate',
    sends: 'the same event again, as a second attempt',
    kind: 'genuine',
    compose: (composer, eventType) => {
      const attempts = eventType === 'verify.sent' ? [2] : [1, 2] // the good event was the first attempt
      return attempts.map((attempt) => composer.sign(composer.event(eventType, { ...composer.original, attempt })))
    },
    risk: 'The vendor retries an event if it misses the answer. Your handler fails on the retry, so the vendor retries again, and then on the failover URL.',
    advice: 'Remember data.id. Answer 2xx to an ID that you have seen, and do nothing else.',
  },
  {
    name: 'delivered-before-sent',
    sends: 'verify.delivered, then verify.sent for the same verification',
    kind: 'genuine',
    compose: (composer) => {
      const verificationId = composer.newId()
      return [
        composer.sign(composer.event('verify.delivered', { verificationId })),
        composer.sign(composer.event('verify.sent', { verificationId, occurredAt: composer.secsAgo(1) })),
      ]
    },
    risk: 'The vendor guarantees no order. Your handler refuses events that arrive out of order, and they are lost.',
    advice:
      'Handle each event on its own. Use occurred_at to find the newer state, and answer 2xx to the older event too.',
  },
  {
    name: 'complete-before-delivered',
    sends: 'verification.complete, then verify.delivered for the same verification',
    kind: 'genuine',
    about: usualCompletionEvent,
    compose: (composer) => {
      const verificationId = composer.newId()
      return [
        composer.sign(composer.event('verification.complete', { verificationId })),
        composer.sign(composer.event('verify.delivered', { verificationId, occurredAt: composer.secsAgo(1) })),
      ]
    },
    risk: 'A user who types fast completes the verification before the carrier reports the delivery. Your handler refuses one of the two events, and it is lost.',
    advice:
      'Handle each event on its own. A complete verification stays complete, whatever event comes next; answer 2xx. The name verification.complete is contested: the vendor documents the event, but calls only verify.sent, verify.delivered and verify.failed stable (W3). Answer 2xx to event types that you do not handle, or switch the event off with --completion-event off, for the audit and for the emulator.',
  },
  {
    name: 'failed-after-sent',
    sends: 'verify.sent, then verify.failed for the same verification',
    kind: 'genuine',
    compose: (composer) => {
      const verificationId = composer.newId()
      return [
        composer.sign(composer.event('verify.sent', { verificationId, occurredAt: composer.secsAgo(1) })),
        composer.sign(composer.event('verify.failed', { verificationId })),
      ]
    },
    risk: 'Your handler refuses the event that tells you that a code never arrived, so your app waits for a user who cannot answer.',
    advice: 'Handle verify.failed: offer the user another channel, and answer 2xx.',
  },
  {
    name: 'clock-skew',
    sends: 'an event signed 20 seconds ago, then one signed 20 seconds ahead of your clock',
    kind: 'genuine',
    compose: (composer, eventType) => [
      composer.sign(composer.event(eventType, { occurredAt: composer.secsAgo(clockSkewSecs) }), {
        ageSecs: clockSkewSecs,
      }),
      composer.sign(composer.event(eventType), { ageSecs: -clockSkewSecs }),
    ],
    risk: 'Your handler allows less than 20 seconds between the clocks, or compares seconds with milliseconds: it refuses genuine events on a slow network or with a clock that is slightly off.',
    advice: 'Allow 300 seconds in both directions, as the SDKs do. The telnyx-timestamp header is in seconds.',
  },
  {
    name: 'late',
    sends: 'an event from an hour ago, sent and signed now',
    kind: 'genuine',
    compose: (composer, eventType) => [
      composer.sign(composer.event(eventType, { occurredAt: composer.secsAgo(hourSecs) })),
    ],
    risk: 'After an outage the vendor delivers the events that were queued. Your handler takes them for replays, and they are lost.',
    advice:
      'Check the age of a delivery by the telnyx-timestamp header, which is new for each attempt, not by occurred_at.',
  },
  unknownFieldsCase,
  {
    name: 'unknown-event-type',
    sends: 'an event of an undocumented type',
    kind: 'genuine',
    compose: (composer, eventType) => {
      const event = composer.event(eventType)
      return [composer.sign({ ...event, data: { ...event.data, event_type: 'verify.read' } })]
    },
    risk: 'As soon as the vendor adds an event type, your handler refuses it, and each event is sent up to six times for nothing.',
    advice: 'Answer 2xx to event types that you do not handle.',
  },
  {
    name: 'raw-body',
    sends: 'an event with unusual JSON: indented, + as \\u002b',
    kind: 'genuine',
    compose: (composer, eventType) => [
      composer.sign(JSON.stringify(composer.event(eventType), null, 2).replaceAll('+', '\\u002b')),
    ],
    risk: 'The signature covers bytes. Your handler verifies re-serialized JSON, so it refuses genuine events whenever the vendor formats JSON differently.',
    advice:
      'Verify the raw body before anything parses it: express.raw(), a Fastify content type parser, request.text().',
  },
  {
    name: 'large',
    sends: 'an event of 256 KiB',
    kind: 'genuine',
    needs: unknownFieldsCase,
    compose: (composer, eventType) => [
      composer.sign({ ...composer.event(eventType), padding: 'x'.repeat(largeBytes) }),
    ],
    risk: 'Your handler refuses bodies larger than it expects, or reads only a part of them; such an event is lost after six attempts.',
    advice: 'Raise the body limit to 1 MB (the default of Express is 100 kB), and wait for the end of the body.',
  },
  {
    name: 'slow',
    sends: 'an event whose body arrives in five pieces',
    kind: 'genuine',
    compose: (composer, eventType) => [cutAt(composer.sign(composer.event(eventType)), [1, 100, 200, 300])],
    risk: 'Your handler does not wait for the whole body. It works on a fast network and refuses genuine events on a slow one.',
    advice: 'Read the body to its end, then verify the signature.',
  },
  {
    name: 'split-character',
    sends: 'an event in two pieces, split within a two-byte character',
    kind: 'genuine',
    needs: unknownFieldsCase,
    compose: (composer, eventType) => {
      const post = composer.sign({ ...composer.event(eventType), carrier: 'Télécom' })
      return [cutAt(post, [Buffer.concat(post.pieces).indexOf('é') + 1])]
    },
    risk: 'Your handler decodes the body piece by piece, which corrupts a character split across two: it refuses some genuine events.',
    advice: 'Collect the bytes and decode them once: Buffer.concat(chunks).toString(), not text += chunk.',
  },
]
