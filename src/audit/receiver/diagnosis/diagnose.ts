import { defaultKeySeed } from '../../../webhook/ed25519-key.js'
import { defaultPublicKey } from '../../../webhook/signing.js'
import type { EventComposer } from '../composer.js'
import { withHeaders } from '../composer.js'
import { type AuditContext, isAcceptance, sendPost } from '../context.js'
import type { ExampleEvent } from '../event.js'
import type { ReceiverPost } from '../post.js'
import { bodyProbes } from './body-probes.js'
import { headerProbes, signatureNames, timestampNames } from './header-probes.js'
import { type Probe, signatureName, signedPost, timestampName } from './probe.js'

/** How far into a second its start is. Milliseconds. */
const startMs = 20

/**
 * Finds out why a receiver refuses the good event: it sends genuine events with one thing done differently, until one is
 * accepted.
 *
 * @returns the reason and what to do; undefined if no probe was accepted
 */
export async function diagnose(context: AuditContext): Promise<string | undefined> {
  return (
    // First, because such a receiver would accept any other probe that happens to come early in a second.
    (await diagnoseTolerance(context)) ??
    (await diagnoseHeaderNames(context)) ??
    (await diagnoseKey(context)) ??
    (await findAccepted(bodyProbes, context)) ??
    (await findAccepted(headerProbes, context))
  )
}

async function findAccepted(probes: readonly Probe[], context: AuditContext): Promise<string | undefined> {
  for (const { compose, conclusion } of probes)
    if (await isProbeAccepted((composer, event) => compose(composer, event), context)) return conclusion
  return undefined
}

async function isProbeAccepted(compose: Probe['compose'], context: AuditContext): Promise<boolean> {
  const { composer } = context
  return isAcceptance(await sendPost(compose(composer, composer.event('verify.sent')), context))
}

/** The signature and the timestamp under other names, besides their own. */
function underNames(
  signatures: readonly string[],
  timestamps: readonly string[],
  sign = (composer: EventComposer, event: ExampleEvent): ReceiverPost => composer.sign(event),
): Probe['compose'] {
  return (composer, event) => {
    const post = sign(composer, event)
    const { [signatureName]: signature = '', [timestampName]: timestamp = '' } = post.headers
    return withHeaders(post, {
      ...Object.fromEntries(signatures.map((name) => [name, signature])),
      ...Object.fromEntries(timestamps.map((name) => [name, timestamp])),
    })
  }
}

async function diagnoseHeaderNames(context: AuditContext): Promise<string | undefined> {
  if (!(await isProbeAccepted(underNames(signatureNames, timestampNames), context))) return undefined
  const signature = await findName(signatureNames, (names) => underNames(names, timestampNames), context)
  const timestamp = await findName(timestampNames, (names) => underNames(signatureNames, names), context)
  const sentences = [
    ...(signature === undefined
      ? []
      : [`Your handler looks for the signature in ${signature}. The vendor sends it in ${signatureName}.`]),
    ...(timestamp === undefined
      ? []
      : [`Your handler looks for the timestamp in ${timestamp}. The vendor sends it in ${timestampName}.`]),
  ]
  if (sentences.length === 0) sentences.push('Your handler looks for the signature or its timestamp in another header.')
  const unverified = underNames(signatureNames, timestampNames, (composer, event) =>
    signedPost(composer, event, composer.noise()),
  )
  if (await isProbeAccepted(unverified, context))
    sentences.push('It does not verify the signature either: random bytes were accepted there.')
  return sentences.join(' ')
}

/** @returns the name that is needed; undefined if none is */
async function findName(
  names: readonly string[],
  toCompose: (names: readonly string[]) => Probe['compose'],
  context: AuditContext,
): Promise<string | undefined> {
  if (await isProbeAccepted(toCompose([]), context)) return undefined
  for (const name of names) if (await isProbeAccepted(toCompose([name]), context)) return name
  return undefined
}

/** The key pair of an emulator without a seed, if the audit has another one. */
async function diagnoseKey(context: AuditContext): Promise<string | undefined> {
  if (context.publicKey === defaultPublicKey) return undefined
  const isAccepted = await isProbeAccepted((composer, event) => {
    const timestamp = composer.nowSecs()
    const signature = composer.signText(`${timestamp}|${JSON.stringify(event)}`, defaultKeySeed)
    return signedPost(composer, event, signature, timestamp)
  }, context)
  if (!isAccepted) return undefined
  return `Your handler has the public key of an emulator without a seed. Start it with TELNYX_PUBLIC_KEY=${context.publicKey}, or run the audit without --seed and --webhook-private-key.`
}

/** Sends the event at the start of a second, so that its timestamp is only milliseconds old. */
async function diagnoseTolerance(context: AuditContext): Promise<string | undefined> {
  const { timers, now } = context
  await timers.pause(1000 - (now() % 1000) + startMs)
  if (!(await isProbeAccepted((composer, event) => composer.sign(event), context))) return undefined
  return 'Your handler accepts an event only in the first moments of its second: it compares an age in milliseconds with a limit in seconds. telnyx-timestamp is in whole seconds, and 300 s are allowed.'
}
