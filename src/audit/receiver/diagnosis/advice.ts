import type { Answered } from '../judge-answer.js'

/** A redirect, a refusal, or a dropped connection. */
export type InconclusiveAnswer = Extract<Answered, { outcome: 'answered' | 'dropped' }>

/** Whether an answer says nothing about the event: the receiver might have answered anything like that. */
export function isInconclusive(answer: Answered): answer is InconclusiveAnswer {
  if (answer.outcome === 'answered') return answer.status >= 300 && answer.status < 500
  return answer.outcome === 'dropped'
}

/** What the answers to the events of an audit say about a receiver that accepts none of them. */
export interface Refusal {
  /** The answer to the good event. */
  readonly good: InconclusiveAnswer
  /** The answer to an event without signature headers. */
  readonly unsigned?: Answered
  /** The answer to an event with a wrong signature. */
  readonly missigned?: Answered
  /** The reason, if a probe has found it. */
  readonly reason?: string | undefined
  /** Whether it accepts an event with the other header family and requires its signature (W10). */
  readonly wantsOtherFamily: boolean
}

/** What to do first after an inconclusive answer to the good event. */
export function adviseOn({ good, unsigned, missigned, reason, wantsOtherFamily }: Refusal, publicKey: string): string {
  if (good.outcome === 'dropped')
    return `The good event got no answer: the connection was lost (${good.reason}). If your app uses TLS, use https in the URL; otherwise check its log for a crash.`
  const { status, location } = good
  const answered = `The good event was answered ${status}`
  if (status < 400) return `${answered}${location ? `, to ${location}` : ''}. Audit the URL it redirects to instead.`
  if (wantsOtherFamily)
    return `${answered}, but an event with Standard Webhooks headers was accepted, as by releases 7.0 to 7.17 of the Node SDK. The vendor does not send those headers: update the SDK to 7.18 or later and audit again.`
  if (reason !== undefined) return `${answered}. ${reason}`
  if (status === 404 || status === 405)
    return `${answered}. Your handler is probably at another path. If the path is correct, it may not know the verification in the event, or it must be started with TELNYX_PUBLIC_KEY=${publicKey} for this audit.`
  const excluded =
    'The usual other names of the headers, re-serialized JSON, other encodings and a clock that is off were tried and refused too.'
  return `${answered}. ${guess(good, unsigned, missigned)} It must be started with TELNYX_PUBLIC_KEY=${publicKey} for this audit. ${excluded}`
}

function guess(good: Answered, unsigned: Answered | undefined, missigned: Answered | undefined): string {
  const isLikeUnsigned = isAlike(good, unsigned)
  const isLikeMissigned = isAlike(good, missigned)
  if (isLikeUnsigned && !isLikeMissigned)
    return 'It was answered exactly like an event without signature headers, and unlike one with a wrong signature: your handler does not find the headers telnyx-signature-ed25519 and telnyx-timestamp. A proxy may remove them.'
  const key =
    'Your handler probably has another public key, or none, or something changes the body before it is verified.'
  if (isLikeMissigned && !isLikeUnsigned)
    return `${key} It was answered exactly like an event with a wrong signature, and unlike one without: the headers were found.`
  return key
}

/** Whether two answers look the same to a client. Numbers and IDs in them may differ. */
function isAlike(one: Answered, other: Answered | undefined): boolean {
  if (one.outcome !== 'answered' || other?.outcome !== 'answered') return false
  return one.status === other.status && maskNumbers(one.text) === maskNumbers(other.text)
}

const maskNumbers = (text = '') => text.replace(/[0-9a-f-]*\d[0-9a-f-]*/gi, '0')

/** What to do about a receiver that accepts everything. */
export const adviceOnEverythingAccepted =
  'Every event was answered with a 2xx, forged ones too. Either your handler does not verify signatures, or it does so after its answer and drops forged events silently: an audit cannot tell the two apart from outside. Verify first and answer 4xx. If the silence is deliberate, test in your own code that a forged event changes nothing, and list these cases in --expect.'
