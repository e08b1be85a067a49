import { channelRules } from './channels.js'
import { lastMoment } from './clock.js'
import { detailOf, observedDetails } from './error-codes.js'
import { Refusal, refuse, throwNotFound, throwProfileNotFound } from './errors.js'
import { isCountry } from './phone-numbers.js'
import { type Channel, type ChannelSettings, channels, type Profile } from './records.js'
import { findTemplate } from './templates.js'
import type { World } from './world.js'

/** ID of the profile in every fresh sandbox, whatever its fixtures hold. Its time is 2026-01-01. */
export const defaultProfileId = '4900019b-76da-b800-8000-000000000001'

/** The fields of a profile that a request sets; the others are absent. */
export interface ProfileDraft {
  name?: string
  language?: string
  webhookUrl?: string | null
  webhookFailoverUrl?: string | null
  dailySpendLimitUsd?: number
  dailySpendLimitEnabled?: boolean
  channels: { [C in Channel]?: Partial<ChannelSettings> }
}

/** Earliest time of the IDs in seeded sandboxes (P12): 2026-01-01. Unix milliseconds. */
const firstFixedIdMs = 1767225600000

/** The time in a profile's ID (P12), or 0 if the ID has another form. Unix milliseconds. */
function timeOfId(id: string): number {
  const [, high, low] = /^4900([0-9a-f]{4})-([0-9a-f]{4}-[0-9a-f]{4})-/.exec(id.toLowerCase()) ?? []
  const ms = Number.parseInt(`${high}${low?.replace('-', '')}`, 16)
  return ms <= lastMoment ? ms : 0
}

/** Adds a profile from a file. IDs that are created later sort after it (P12). */
export function addProfile({ state }: World, profile: Profile): void {
  state.profiles.set(profile.id, profile)
  state.profileList = null
  state.lastIdMs = Math.max(state.lastIdMs, timeOfId(profile.id))
}

/** Creates a time-ordered ID: `4900`, 48 bits of Unix milliseconds, 64 random bits, formatted as a UUID (P12). */
function createProfileId(world: World): string {
  const { state, random } = world
  const earliest = world.hasFixedIds ? firstFixedIdMs : world.clock.now()
  state.lastIdMs = Math.max(state.lastIdMs + 1, earliest)
  const time = state.lastIdMs.toString(16).padStart(12, '0')
  return `4900${time.slice(0, 4)}-${time.slice(4, 8)}-${time.slice(8)}-${random.hex(4)}-${random.hex(8)}${random.hex(4)}`
}

/**
 * @throws {Refusal} 400, 10015: no channel (P2), code length (P5), unknown template (P8); 400, 40331: destinations are
 *   required (P7); 422, 10032: unknown country (P7)
 */
export function createProfile(world: World, draft: ProfileDraft & { name: string }): Profile {
  if (world.settings.dialect === 'docs' && Object.keys(draft.channels).length === 0) {
    refuse('10015', {
      rule: 'P2',
      detail: observedDetails.noChannel,
      hint: 'add at least one of the sections sms, call, flashcall and whatsapp; an empty object {} is enough',
    })
  }
  checkSections(world, draft)
  requireDestinations(world, draft)
  const profile = toProfileRecord(createProfileId(world), draft, world.clock.now())
  world.state.profiles.set(profile.id, profile)
  world.state.profileList = null
  world.recordChange({ table: 'profiles', record: profile })
  return profile
}

/** Converts a draft to a record, with the defaults of its sections (P3). */
export function toProfileRecord(id: string, draft: ProfileDraft & { name: string }, createdAt: number): Profile {
  return {
    id,
    name: draft.name,
    language: draft.language ?? 'en-US',
    webhookUrl: draft.webhookUrl || null,
    webhookFailoverUrl: draft.webhookFailoverUrl || null,
    dailySpendLimitUsd: draft.dailySpendLimitUsd ?? null,
    dailySpendLimitEnabled: draft.dailySpendLimitEnabled ?? false,
    channels: mergeSections({}, draft),
    spentByDay: new Map(),
    createdAt,
    updatedAt: createdAt,
  }
}

/**
 * Updates the fields in the draft (P9). A section is merged field by field, with arrays replaced whole; the `spec`
 * dialect replaces it and fills it with the defaults. A section that is new to the profile starts from its defaults.
 *
 * @throws {Refusal} 404, 10005 for an unknown id (P14); otherwise as createProfile
 */
export function updateProfile(world: World, id: string, draft: ProfileDraft): Profile {
  const profile = getProfile(world, id)
  checkSections(world, draft)
  const present = world.settings.dialect === 'docs' ? profile.channels : {}
  requireDestinations(world, draft, present)
  if (draft.name !== undefined) profile.name = draft.name
  if (draft.language !== undefined) profile.language = draft.language
  if (draft.webhookUrl !== undefined) profile.webhookUrl = draft.webhookUrl || null
  if (draft.webhookFailoverUrl !== undefined) profile.webhookFailoverUrl = draft.webhookFailoverUrl || null
  if (draft.dailySpendLimitUsd !== undefined) profile.dailySpendLimitUsd = draft.dailySpendLimitUsd
  if (draft.dailySpendLimitEnabled !== undefined) profile.dailySpendLimitEnabled = draft.dailySpendLimitEnabled
  profile.channels = { ...profile.channels, ...mergeSections(present, draft) }
  profile.updatedAt = world.clock.now()
  world.state.profileList = null
  world.recordChange({ table: 'profiles', record: profile })
  return profile
}

/** Deletes and returns a profile; its verifications stay (P10). @throws {Refusal} 404, 10005 */
export function deleteProfile(world: World, id: string): Profile {
  const profile = getProfile(world, id)
  world.state.profiles.delete(id)
  world.state.profileList = null
  world.recordChange({ table: 'profiles', removed: id })
  return profile
}

/** @throws {Refusal} 404, 10005 for an unknown id, including one that is not a UUID (P14) */
export function getProfile(world: World, id: string): Profile {
  return world.state.profiles.get(id) ?? throwNotFound('P14', `this sandbox has no profile ${id}`)
}

/** The profile with the ID in a request's body. @throws {Refusal} 400, 10015 "Profile not found" (V3) */
export function requireProfile(world: World, id: string): Profile {
  return world.state.profiles.get(id) ?? throwProfileNotFound(id, defaultProfileId)
}

/** Criteria for profiles (P11); an absent one matches all. */
export interface ProfileFilter {
  readonly name?: string | undefined
  /** Part of the name, ignoring case. */
  readonly nameContains?: string | undefined
}

/** Lists profiles, newest first (H15). All of them are the same array until one is added, changed or removed. */
export function listProfiles({ state }: World, { name, nameContains }: ProfileFilter = {}): readonly Profile[] {
  state.profileList ??= [...state.profiles.values()].reverse()
  const part = nameContains?.toLowerCase()
  if (name === undefined && part === undefined) return state.profileList
  return state.profileList.filter(
    (profile) =>
      (name === undefined || profile.name === name) &&
      (part === undefined || profile.name.toLowerCase().includes(part)),
  )
}

/** Merges a draft's sections into the existing ones; a new section starts from its channel's defaults (P3). */
function mergeSections(present: Profile['channels'], draft: Pick<ProfileDraft, 'channels'>): Profile['channels'] {
  const merged: { [C in Channel]?: ChannelSettings } = { ...present }
  for (const channel of channels) {
    const section = draft.channels[channel]
    if (section !== undefined) merged[channel] = { ...(present[channel] ?? channelRules[channel].defaults), ...section }
  }
  return merged
}

/** @throws {Refusal} for an invalid section of the draft: code length (P5), template (P8), countries (P7) */
export function checkSections(world: World, draft: ProfileDraft): void {
  for (const channel of channels) {
    const { codeLength, messagingTemplateId, whitelistedDestinations } = draft.channels[channel] ?? {}
    if (codeLength !== undefined && (codeLength < 4 || codeLength > 10)) {
      refuse('10015', {
        rule: 'P5',
        source: { pointer: `/${channel}/code_length` },
        hint: `code_length must be between 4 and 10, not ${codeLength}`,
      })
    }
    if (messagingTemplateId !== undefined && findTemplate(world, messagingTemplateId) === undefined) {
      refuse('10015', {
        rule: 'P8',
        source: { pointer: `/${channel}/messaging_template_id` },
        hint: 'the template does not exist; GET /v2/verify_profiles/templates lists the templates of this sandbox',
      })
    }
    whitelistedDestinations?.forEach((country, index) => {
      if (country === '*' || isCountry(country)) return
      const source = { pointer: `/${channel}/whitelisted_destinations/${index}` }
      const detail = detailOf('10032', { values: 'the ISO 3166-1 alpha-2 country codes' })
      throw new Refusal([{ code: '10032', detail, source }], {
        rule: 'P7',
        hint: `${country} is not an ISO 3166-1 alpha-2 code${country === 'UK' ? '; the United Kingdom is GB' : ''}`,
      })
    })
  }
}

/** @throws {Refusal} 400, 40331 if the account requires countries and a section of the draft has none (P7) */
function requireDestinations(world: World, draft: ProfileDraft, present: Profile['channels'] = {}): void {
  if (!world.settings.requireWhitelistedDestinations) return
  for (const channel of channels) {
    const section = draft.channels[channel]
    if (section === undefined) continue
    const effective = section.whitelistedDestinations ?? present[channel]?.whitelistedDestinations ?? []
    if (effective.length > 0) continue
    refuse('40331', {
      rule: 'P7',
      source: { pointer: `/${channel}/whitelisted_destinations` },
      hint: 'list the countries, or ["*"] for all; this is required because requireWhitelistedDestinations is on',
    })
  }
}
