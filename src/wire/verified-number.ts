import type { VerifiedNumber } from '../core/records.js'
import { toTimestamp } from './timestamp.js'
import type { Wire } from './types.js'

export function toVerifiedNumber({
  phoneNumber,
  verifiedAt,
}: VerifiedNumber): Required<Wire['VerifiedNumberResponse']> {
  return { phone_number: phoneNumber, record_type: 'verified_number', verified_at: toTimestamp(verifiedAt) }
}
