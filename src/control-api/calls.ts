import { handleCall } from '../core/calls.js'
import type { CallAction } from '../core/events.js'
import { toMessage } from '../wire/message.js'
import type { ControlRequest, ControlTable } from './operation.js'
import { throwNothingFound } from './problem.js'
import { requirePhoneNumber } from './query.js'

/** What the owner of a phone does with the newest call. */
export const calls: ControlTable<'AnswerCall' | 'DeclineCall'> = {
  AnswerCall: (request) => handle(request, 'answered'),
  DeclineCall: (request) => handle(request, 'declined'),
}

function handle({ sandbox, path }: ControlRequest<'AnswerCall'>, action: CallAction) {
  const phoneNumber = requirePhoneNumber(path.phone_number)
  const call = sandbox.run((world) => handleCall(world, phoneNumber, action))
  if (call !== null) return { body: { message: toMessage(call) } }
  return throwNothingFound(
    `No call has arrived at ${phoneNumber} in sandbox "${sandbox.name}". Send one with POST /v2/verifications/call; a flash call is not answered, its code is in the number of the caller.`,
  )
}
