import type { Facts } from '../core/overrides.js'
import { type Channel, channels } from '../core/records.js'
import type { State } from '../core/state.js'

const channelOfOperation: Readonly<Record<string, Channel>> = {
  CreateVerificationSms: 'sms',
  CreateVerificationCall: 'call',
  CreateFlashcallVerification: 'flashcall',
  CreateWhatsappVerification: 'whatsapp',
}

/**
 * The facts of a request: what it states itself, and what is known about the verification that it names. Its body has
 * not been validated yet.
 */
export function factsOf(state: State, operation: string, path: Readonly<Record<string, string>>, body: unknown): Facts {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { verification_id: verificationId = null } = path
  const verification = verificationId === null ? undefined : state.verifications.get(verificationId)
  return {
    operation,
    phoneNumber: path.phone_number ?? text(fields.phone_number) ?? verification?.phoneNumber ?? null,
    channel: channelOfOperation[operation] ?? channelIn(fields.verification_method) ?? verification?.channel ?? null,
    profileId: path.verify_profile_id ?? text(fields.verify_profile_id) ?? verification?.profileId ?? null,
    verificationId,
  }
}

/** Longer than any number or ID, and short enough for the journal. */
const longestText = 100

const text = (value: unknown) => (typeof value === 'string' && value.length <= longestText ? value : undefined)

function channelIn(value: unknown): Channel | undefined {
  return channels.find((channel) => channel === value)
}
