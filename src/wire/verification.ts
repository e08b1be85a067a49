import type { Verification } from '../core/records.js'
import { quoteJson } from './plain-json.js'
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

type Tail = Pick<Verification, 'profileId' | 'status' | 'customCode' | 'timeoutSecs' | 'createdAt' | 'updatedAt'> & {
  readonly json: string
}

/** What followed the phone number in the JSON of the latest verification: the same for most that are made in a millisecond. */
let latestTail: Tail | undefined

/** The JSON of `toVerification`, made without an object. */
export function toVerificationJson(verification: Verification): string {
  const { id, channel, phoneNumber } = verification
  return `{"id":${quoteJson(id)},"record_type":"verification","type":"${channel}","phone_number":${quoteJson(phoneNumber)}${tailOf(verification)}`
}

function tailOf(verification: Verification): string {
  const { profileId, status, customCode, timeoutSecs, createdAt, updatedAt } = verification
  const latest = latestTail
  if (
    latest !== undefined &&
    latest.createdAt === createdAt &&
    latest.updatedAt === updatedAt &&
    latest.profileId === profileId &&
    latest.status === status &&
    latest.customCode === customCode &&
    latest.timeoutSecs === timeoutSecs
  )
    return latest.json
  const code = customCode === null ? 'null' : quoteJson(customCode)
  const times = `"created_at":"${toTimestamp(createdAt)}","updated_at":"${toTimestamp(updatedAt)}"`
  const json = `,"verify_profile_id":${quoteJson(profileId)},"status":"${status}","custom_code":${code},"timeout_secs":${timeoutSecs},${times}}`
  latestTail = { profileId, status, customCode, timeoutSecs, createdAt, updatedAt, json }
  return json
}
