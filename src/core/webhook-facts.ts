import type { Verification } from './records.js'
import type { VerificationFacts } from './webhook-records.js'

/** Copies a verification as it is now; the verification itself keeps changing. */
export function factsOf(verification: Verification): VerificationFacts {
  const {
    id,
    channel,
    phoneNumber,
    profileId,
    customCode,
    status,
    delivery,
    failedChecks,
    extension,
    createdAt,
    updatedAt,
  } = verification
  const timeoutSecs = verification.timeoutRequested ? verification.timeoutSecs : null
  return {
    id,
    channel,
    phoneNumber,
    profileId,
    customCode,
    status,
    delivery,
    failedChecks,
    extension,
    timeoutSecs,
    createdAt,
    updatedAt,
  }
}
