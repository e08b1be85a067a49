import type { Answered } from './judge-answer.js'

/** A redirect, a refusal, or a dropped connection. */
export type InconclusiveAnswer = Extract<Answered, { outcome: 'answered' | 'dropped' }>

/** Whether an answer says nothing about the event: the receiver might have answered anything like that. */
export function isInconclusive(answer: Answered): answer is InconclusiveAnswer {
  if (answer.outcome === 'answered') return answer.status >= 300 && answer.status < 500
  return answer.outcome === 'dropped'
}

/**
 * What to do first after an inconclusive answer to the good event.
 *
 * @param wantsOtherFamily whether the receiver accepts an event with the other header family and requires its signature (W10)
 */
export function adviseOn(answer: InconclusiveAnswer, publicKey: string, wantsOtherFamily: boolean): string {
  if (answer.outcome === 'dropped')
    return `The good event got no answer: the connection was lost (${answer.reason}). If your app uses TLS, use https in the URL; otherwise check its log for a crash.`
  const { status, location } = answer
  const answered = `The good event was answered ${status}`
  if (status < 400) return `${answered}${location ? `, to ${location}` : ''}. Audit the URL it redirects to instead.`
  if (wantsOtherFamily)
    return `${answered}, but an event with Standard Webhooks headers was accepted, as by releases 7.0 to 7.17 of the Node SDK. The vendor does not send those headers: update the SDK to 7.18 or later and audit again.`
  const guess =
    status === 404 || status === 405
      ? 'Your handler is probably at another path. If the path is correct, it'
      : 'Your handler probably has another public key, or none. It'
  return `${answered}. ${guess} must be started with TELNYX_PUBLIC_KEY=${publicKey} for this audit. If it has this key, it may verify re-serialized JSON instead of the raw body, or its clock may be off by more than 300 s.`
}
