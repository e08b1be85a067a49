import { signal } from '@preact/signals'
import { answerNewestCall, declineNewestCall } from '../api/requests.js'
import type { Message } from '../api/types.js'
import { perform } from '../parts/button.tsx'
import { mayAct, sandbox } from '../state/app.js'
import { ringing, stopRinging } from '../state/arrivals.js'

/** Id of the message whose call is answered, on whatever phone. */
export const answered = signal<string | null>(null)

/** Answers a call that rings, or plays one that is over again. */
export function answer({ id, phoneNumber }: Message): void {
  answered.value = id
  if (ringing.value.has(id) && mayAct.value)
    void perform('Answer', answerNewestCall(phoneNumber)(sandbox.value), 'The call was answered.')
}

/** Hangs up, or declines a call that still rings. */
export function endCall({ id, phoneNumber }: Message): void {
  const isDeclined = answered.value !== id
  answered.value = null
  stopRinging(id)
  if (isDeclined && mayAct.value)
    void perform('Decline', declineNewestCall(phoneNumber)(sandbox.value), 'The call was declined.')
}
