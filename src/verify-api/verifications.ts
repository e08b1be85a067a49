import type { Decision } from '../core/decision.js'
import { countryOf } from '../core/phone-numbers.js'
import type { Channel } from '../core/records.js'
import { verificationsOf } from '../core/state.js'
import { getVerification, startVerification } from '../core/verifications.js'
import type { World } from '../core/world.js'
import { hintNotEmulated } from '../wire/not-emulated.js'
import { readPage, toMeta } from '../wire/paging.js'
import type { Wire } from '../wire/types.js'
import { toVerification } from '../wire/verification.js'
import type { HandlerTable } from './operation.js'

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
  return { body: { data: toVerification(startVerification(world, request, decision)) } }
}

export const verifications: HandlerTable<
  | 'CreateVerificationSms'
  | 'CreateVerificationCall'
  | 'CreateFlashcallVerification'
  | 'CreateWhatsappVerification'
  | 'RetrieveVerification'
  | 'ListVerifications'
> = {
  CreateVerificationSms: (world, { body }, decision) => start(world, 'sms', body, decision),
  CreateVerificationCall: (world, { body }, decision) => start(world, 'call', body, decision),
  CreateFlashcallVerification: (world, { body }, decision) => start(world, 'flashcall', body, decision),
  CreateWhatsappVerification: (world, { body }, decision) => start(world, 'whatsapp', body, decision),
  RetrieveVerification: (world, { path }, { hints }) => {
    const unemulated = hintNotEmulated(path.verification_id)
    if (unemulated !== undefined) hints.push(unemulated)
    return { body: { data: toVerification(getVerification(world, path.verification_id)) } }
  },
  ListVerifications: (world, { path, query }, { hints }) => {
    const page = readPage(query, world.settings.dialect, hints)
    countryOf(path.phone_number, { parameter: 'phone_number' })
    const found = verificationsOf(world.state, path.phone_number, (page.number - 1) * page.size, page.size)
    const total = world.state.numbers.get(path.phone_number)?.count ?? 0
    return { body: { data: found.map(toVerification), meta: toMeta(page, total) } }
  },
}
