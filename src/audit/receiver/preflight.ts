import type { Judged } from './judgement.js'

/** A redirect, a refusal, or a connection that was hung up. */
export type ClosedDoor = Extract<Judged, { outcome: 'answered' | 'dropped' }>

/** Whether an answer says nothing about what was sent: anything else might have met with the same. */
export function isClosedDoor(answer: Judged): answer is ClosedDoor {
  if (answer.outcome === 'answered') return answer.status >= 300 && answer.status < 500
  return answer.outcome === 'dropped'
}

/**
 * What to do first when the good event met a closed door.
 *
 * @param wantsOtherFamily whether the receiver takes an event with the other header family, and wants it signed (W10)
 */
export function adviseOn(good: ClosedDoor, publicKey: string, wantsOtherFamily: boolean): string {
  if (good.outcome === 'dropped')
    return `The good event got no answer: the connection was lost (${good.reason}). If your app listens with TLS, write https; if not, see in its log whether it died.`
  const { status, location } = good
  const answered = `The good event was answered ${status}`
  if (status < 400) return `${answered}${location ? `, to ${location}` : ''}. Check the URL that it leads to instead.`
  if (wantsOtherFamily)
    return `${answered}, but one with the headers of Standard Webhooks was taken, as by releases 7.0 to 7.17 of the Node SDK. The vendor does not send those: update the SDK to 7.18 or newer, and check again.`
  const guess =
    status === 404 || status === 405
      ? 'Probably your handler is at another path. If it is not, it'
      : 'Probably your handler has another public key, or none. It'
  return `${answered}. ${guess} must be started with TELNYX_PUBLIC_KEY=${publicKey} for this check. If it has this key, it may verify JSON that was written again instead of the raw body, or its clock may be off by more than 300 s.`
}
