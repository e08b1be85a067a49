import { Random } from '../core/random.js'
import type { Verification } from '../core/records.js'
import type { Prices } from '../core/settings.js'
import { toTimestamp } from './timestamp.js'
import type { Wire } from './types.js'

type DetailRecord = Wire['VerifyDetailRecord']

/** Converts a verification to the record of its cost (X3). Together, rate and fee are what it has cost (P13). */
export function toDetailRecord(verification: Verification, prices: Prices): DetailRecord {
  const { id, channel, price, createdAt, updatedAt } = verification
  const fee = Math.min(Math.round(prices.verification * 1e6), price)
  return {
    record_type: 'verification_detail_record',
    id,
    verify_profile_id: verification.profileId,
    verify_channel_id: Random.fromSeed(`${id}#${channel}`).uuid(),
    verify_channel_type: channel,
    destination_phone_number: verification.phoneNumber,
    verification_status: verification.status,
    delivery_status: verification.delivery,
    rate: toDollars(price - fee),
    rate_measured_in: 'number of occurrences',
    verify_usage_fee: toDollars(fee),
    currency: 'USD',
    created_at: `${toTimestamp(createdAt)}+00:00`,
    updated_at: `${toTimestamp(updatedAt)}+00:00`,
  }
}

/** Without trailing zeros, like `0.03`. @param microUsd millionths of a US dollar */
const toDollars = (microUsd: number) => (microUsd / 1e6).toFixed(6).replace(/\.?0+$/, '')
