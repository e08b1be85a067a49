import { cutAt } from '../composer.js'
import type { Case } from './case.js'

const largeBytes = 256 * 1024

const hourSecs = 3600

/** Without it nothing else can be judged. */
export const goodCase: Case = {
  name: 'good',
  sends: 'a verify.sent event, correctly signed',
  kind: 'genuine',
  compose: (composer) => [composer.sign(composer.event('verify.sent', composer.original))],
  risk: 'Your handler takes no event: each is tried three times and given up, and your app never learns how a verification went.',
  cure: 'Find the reason in the log of your app. Answer 2xx as soon as the signature is checked.',
}

const unknownFieldsCase: Case = {
  name: 'unknown-fields',
  sends: 'an event with fields that are not documented',
  kind: 'genuine',
  compose: (composer) => {
    const event = composer.event('verify.sent')
    const payload = { ...event.data.payload, carrier: { name: 'Acme', roaming: false }, risk_score: 0.25 }
    return [composer.sign({ ...event, data: { ...event.data, payload, trace_id: null }, links: [] })]
  },
  risk: 'On the day the vendor adds a field, your handler refuses every event.',
  cure: 'Read the fields you need and ignore the others: a schema for incoming events must allow additional properties.',
}

/** What the vendor sends, or may send one day. */
export const genuineCases: readonly Case[] = [
  goodCase,
  {
    name: 'duplicate',
    sends: 'the same event again, as a second attempt',
    kind: 'genuine',
    compose: (composer) => [composer.sign(composer.event('verify.sent', { ...composer.original, attempt: 2 }))],
    risk: 'The vendor repeats an event whose answer it missed. Your handler fails on the repetition, so it is repeated again, and then on the failover URL.',
    cure: 'Remember data.id. Answer 2xx to an id that you have seen, and do nothing more.',
  },
  {
    name: 'delivered-before-sent',
    sends: 'verify.delivered, then verify.sent of the same verification',
    kind: 'genuine',
    compose: (composer) => {
      const verificationId = composer.newId()
      return [
        composer.sign(composer.event('verify.delivered', { verificationId })),
        composer.sign(composer.event('verify.sent', { verificationId, occurredAt: composer.secsAgo(1) })),
      ]
    },
    risk: 'The vendor promises no order. Events that overtake each other are refused, and what they tell is lost.',
    cure: 'Take each event by itself. Let occurred_at decide which is the newer state, and answer 2xx to the older one too.',
  },
  {
    name: 'complete-before-delivered',
    sends: 'verification.complete, then verify.delivered of the same verification',
    kind: 'genuine',
    compose: (composer) => {
      const verificationId = composer.newId()
      return [
        composer.sign(composer.event('verification.complete', { verificationId })),
        composer.sign(composer.event('verify.delivered', { verificationId, occurredAt: composer.secsAgo(1) })),
      ]
    },
    risk: 'A user who types fast completes before the carrier reports the delivery. Your handler refuses one of the two, and what it tells is lost.',
    cure: 'Take each event by itself. A verification that is complete stays so, whatever comes after; answer 2xx.',
  },
  {
    name: 'late',
    sends: 'an event of an hour ago, sent and signed now',
    kind: 'genuine',
    compose: (composer) => [composer.sign(composer.event('verify.sent', { occurredAt: composer.secsAgo(hourSecs) }))],
    risk: 'After an outage the vendor delivers what has waited. Your handler takes it for a replay, and the events of the outage are lost.',
    cure: 'Judge the age of a delivery by the telnyx-timestamp header, which is made anew for each attempt, not by occurred_at.',
  },
  unknownFieldsCase,
  {
    name: 'unknown-event-type',
    sends: 'an event of a type that is not documented',
    kind: 'genuine',
    compose: (composer) => {
      const event = composer.event('verify.sent')
      return [composer.sign({ ...event, data: { ...event.data, event_type: 'verify.read' } })]
    },
    risk: 'On the day the vendor adds an event, your handler refuses it, and each is sent up to six times for nothing.',
    cure: 'Answer 2xx to event types that you do not handle.',
  },
  {
    name: 'raw-body',
    sends: 'an event whose JSON is written unusually: indented, + as \\u002b',
    kind: 'genuine',
    compose: (composer) => [
      composer.sign(JSON.stringify(composer.event('verify.sent'), null, 2).replaceAll('+', '\\u002b')),
    ],
    risk: 'The signature is over bytes. Your handler checks JSON that was parsed and written again, so it refuses genuine events whenever the vendor writes JSON otherwise.',
    cure: 'Check the raw body before anything parses it: express.raw(), a content type parser of Fastify’s, request.text().',
  },
  {
    name: 'large',
    sends: 'an event of 256 KiB',
    kind: 'genuine',
    needs: unknownFieldsCase,
    compose: (composer) => [composer.sign({ ...composer.event('verify.sent'), padding: 'x'.repeat(largeBytes) })],
    risk: 'Your handler refuses bodies that are larger than it expects, or reads a part of them; such an event is lost after six attempts.',
    cure: 'Raise the body limit to 1 MB (Express has 100 kB unless told otherwise), and wait for the end of the body.',
  },
  {
    name: 'slow',
    sends: 'an event whose body arrives in five pieces',
    kind: 'genuine',
    compose: (composer) => [cutAt(composer.sign(composer.event('verify.sent')), [1, 100, 200, 300])],
    risk: 'Your handler does not wait for the whole body. It works on a quick network, and refuses genuine events on a bad day.',
    cure: 'Collect the body until it ends, then check the signature.',
  },
  {
    name: 'split-character',
    sends: 'an event in two pieces, cut within a letter of two bytes',
    kind: 'genuine',
    needs: unknownFieldsCase,
    compose: (composer) => {
      const delivery = composer.sign({ ...composer.event('verify.sent'), carrier: 'Télécom' })
      return [cutAt(delivery, [Buffer.concat(delivery.pieces).indexOf('é') + 1])]
    },
    risk: 'Your handler decodes the body piece by piece, which spoils a letter that lies across two: now and then a genuine event is refused.',
    cure: 'Collect bytes and decode once: Buffer.concat(chunks).toString(), not text += chunk.',
  },
]
