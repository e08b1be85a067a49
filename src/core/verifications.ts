import { channelRules } from './channels.js'
import { lastMoment } from './clock.js'
import { createDecision } from './decision.js'
import { beginDelivery, textOf } from './deliveries.js'
import { refuse, throwNotFound } from './errors.js'
import { lies } from './mutation.js'
import { countryOf } from './phone-numbers.js'
import { requireProfile } from './profiles.js'
import { requireUnbanned } from './rate-limits.js'
import type { Channel, ChannelSettings, Profile, Verification } from './records.js'
import { findTestNumber } from './scenarios.js'
import { hintSegments } from './segments.js'
import { spend } from './spend-limit.js'
import { addVerification } from './state.js'
import type { World } from './world.js'

export interface VerificationRequest {
  readonly channel: Channel
  readonly phoneNumber: string
  readonly profileId: string
  readonly customCode?: string | null | undefined
  /** Seconds; the profile's timeout if absent. */
  readonly timeoutSecs?: number | undefined
  readonly extension?: string | null | undefined
}

/**
 * Creates a verification and sends its code. Another pending verification of the number is not affected (V9).
 *
 * @throws {Refusal} 400: 10015 unknown profile (V3), channel not set up (V6), custom code (V7); 10016 and 10002 phone
 *   number (V4); 40309 country (V5); 40333 spend limit (P13);
 *   403, 40020 too many sends to the number, if they are limited
 */
export function startVerification(
  world: World,
  request: VerificationRequest,
  decision = createDecision(),
): Verification {
  const { channel, phoneNumber } = request
  const profile = requireProfile(world, request.profileId)
  const country = countryOf(phoneNumber, { pointer: '/phone_number' })
  const settings = requireSection(world, profile, channel)
  const customCode = request.customCode ?? null
  if (customCode !== null) checkCustomCode(customCode)
  checkDestination(world, settings, country, channel)
  requireUnbanned(world, phoneNumber)
  const price = spend(world, profile, channel)

  const now = world.clock.now()
  const usualSecs = settings?.timeoutSecs ?? channelRules[channel].defaults.timeoutSecs
  const timeoutSecs = request.timeoutSecs ?? usualSecs
  const lifeSecs = timeoutSecs !== usualSecs && lies(world, 'timeout-ignored') ? usualSecs : timeoutSecs
  const sentCode = customCode !== null && lies(world, 'custom-code-ignored') ? null : customCode
  const verification: Verification = {
    id: world.random.uuid(),
    channel,
    phoneNumber,
    profileId: profile.id,
    code: sentCode ?? findTestNumber(world, phoneNumber)?.code ?? world.random.digits(codeLengthOf(profile, channel)),
    customCode,
    extension: request.extension ?? null,
    timeoutSecs,
    timeoutRequested: request.timeoutSecs !== undefined,
    price,
    createdAt: now,
    expiresAt: Math.min(now + lifeSecs * 1000, lastMoment),
    updatedAt: now,
    status: 'pending',
    failedChecks: 0,
    delivery: 'queued',
    due: null,
    message: null,
    trace: decision.trace,
    older: null,
    olderPending: null,
  }
  decision.verificationId = verification.id
  addVerification(world.state, verification)
  world.agenda.add(verification.expiresAt, 'expiry', verification)
  beginDelivery(world, verification, decision)
  if (channel === 'sms') hintSegments(textOf(world, verification), decision.hints)
  return verification
}

/** @throws {Refusal} 404, 10005 for an unknown id, including one that is not a UUID (P14) */
export function getVerification(world: World, id: string): Verification {
  return world.state.verifications.get(id) ?? throwNotFound('P14', `this sandbox has no verification ${id}`)
}

/** V8: a flash call uses the code length of the call section. */
function codeLengthOf(profile: Profile, channel: Channel): number {
  const section = profile.channels[channel === 'flashcall' ? 'call' : channel]
  return section?.codeLength ?? 5
}

function requireSection(world: World, profile: Profile, channel: Channel): ChannelSettings | undefined {
  const settings = profile.channels[channel]
  if (settings === undefined && world.settings.dialect === 'docs') {
    refuse('10015', {
      rule: 'V6',
      source: { pointer: '/verify_profile_id' },
      hint: `the profile has no ${channel} section; add it with PATCH /v2/verify_profiles/${profile.id} {"${channel}": {}}`,
    })
  }
  return settings
}

function checkCustomCode(customCode: string): void {
  if (/^\d{4,10}$/.test(customCode)) return
  refuse('10015', {
    rule: 'V7',
    source: { pointer: '/custom_code' },
    hint: 'custom_code must be 4 to 10 digits as a string, like "43612", or null for a generated code',
  })
}

function checkDestination(
  world: World,
  settings: ChannelSettings | undefined,
  country: string,
  channel: Channel,
): void {
  const allowed = settings?.whitelistedDestinations ?? []
  if (allowed.length === 0 || allowed.includes('*') || allowed.includes(country)) return
  if (lies(world, 'destination-not-checked')) return
  refuse('40309', {
    rule: 'V5',
    source: { pointer: '/phone_number' },
    hint: `the number is in ${country}; the profile's ${channel} section allows ${allowed.join(', ')}`,
  })
}
