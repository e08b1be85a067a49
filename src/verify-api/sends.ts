import type { Decision } from '../core/decision.js'
import type { Channel } from '../core/records.js'
import { startVerification } from '../core/verifications.js'
import type { World } from '../core/world.js'
import type { Wire } from '../wire/types.js'
import { toVerification, toVerificationJson } from '../wire/verification.js'
import { type HandlerTable, JsonAnswer } from './operation.js'

type Body =
  | Wire['CreateVerificationRequest']
  | Wire['CreateVerificationRequestSMS']
  | Wire['CreateVerificationRequestCall']

function start(world: World, channel: Channel, body: Body, decision: Decision) {
  const request = {
    channel,
    phoneNumber: body.phone_number,
    profileId: body.verify_profile_id,
    timeoutSecs: body.timeout_secs,
    // V1: a flash call supports neither; H11: settings that a channel does not have are ignored.
    customCode: channel !== 'flashcall' && 'custom_code' in body ? body.custom_code : null,
    extension: channel === 'call' && 'extension' in body ? body.extension : null,
  }
  const verification = startVerification(world, request, decision)
  return new JsonAnswer(`{"data":${toVerificationJson(verification)}}`, () => ({ data: toVerification(verification) }))
}

export type SendId =
  | 'CreateVerificationSms'
  | 'CreateVerificationCall'
  | 'CreateFlashcallVerification'
  | 'CreateWhatsappVerification'

/** The operations that send a code: those that most runs begin with. */
export const sends: HandlerTable<SendId> = {
  CreateVerificationSms: (world, { body }, decision) => start(world, 'sms', body, decision),
  CreateVerificationCall: (world, { body }, decision) => start(world, 'call', body, decision),
  CreateFlashcallVerification: (world, { body }, decision) => start(world, 'flashcall', body, decision),
  CreateWhatsappVerification: (world, { body }, decision) => start(world, 'whatsapp', body, decision),
}
