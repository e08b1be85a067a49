import type { Verification } from '../core/records.js'
import { toTimestamp } from './timestamp.js'
import type { Wire } from './types.js'

/** V2: answers never contain the generated code; `timeout_secs` is the effective value, whatever its source. */
export function toVerification(verification: Verification): Wire['Verification'] {
  const createdAt = toTimestamp(verification.createdAt)
  return {
    id: verification.id,
    record_type: 'verification',
    type: verification.channel,
    phone_number: verification.phoneNumber,
    verify_profile_id: verification.profileId,
    status: verification.status,
    custom_code: verification.customCode,
    timeout_secs: verification.timeoutSecs,
    created_at: createdAt,
    updated_at: verification.updatedAt === verification.createdAt ? createdAt : toTimestamp(verification.updatedAt),
  }
}
