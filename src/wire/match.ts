import type { Match } from '../core/overrides.js'
import type { ControlWire } from './types.js'

type WireMatch = Pick<ControlWire['Match'], 'phone_number' | 'channel' | 'verify_profile_id'>

/** The criteria that requests and webhooks share: those about the verification. */
export function fromSharedMatch({ phone_number: phoneNumber, channel, verify_profile_id: profileId }: WireMatch) {
  return { phoneNumber, channel, profileId }
}

/** The reverse of fromSharedMatch; absent criteria are left out. */
export function toSharedMatch({ phoneNumber, channel, profileId }: Omit<Match, 'operation'>): WireMatch {
  return {
    ...(phoneNumber && { phone_number: phoneNumber }),
    ...(channel && { channel }),
    ...(profileId && { verify_profile_id: profileId }),
  }
}
