import type { Match } from '../core/overrides.js'
import { defaultProfileId } from '../core/profiles.js'
import { InputError } from './input-error.js'
import type { ControlWire } from './types.js'
import { isUuid } from './uuid.js'

type WireMatch = Pick<ControlWire['Match'], 'phone_number' | 'channel' | 'verify_profile_id'>

/** The criteria that requests and webhooks share: those about the verification. */
export function fromSharedMatch({ phone_number: phoneNumber, channel, verify_profile_id: profileId }: WireMatch) {
  return { phoneNumber, channel, profileId }
}

/** The same of a request. @throws {InputError} for a profile ID that is not a UUID */
export function readSharedMatch(match: WireMatch) {
  const shared = fromSharedMatch(match)
  const { profileId } = shared
  if (profileId !== undefined && !isUuid(profileId))
    throw new InputError(`"${profileId}" is not a profile ID (expected a UUID like ${defaultProfileId}).`)
  return shared
}

/** The reverse of fromSharedMatch; absent criteria are left out. */
export function toSharedMatch({ phoneNumber, channel, profileId }: Omit<Match, 'operation'>): WireMatch {
  return {
    ...(phoneNumber && { phone_number: phoneNumber }),
    ...(channel && { channel }),
    ...(profileId && { verify_profile_id: profileId }),
  }
}
