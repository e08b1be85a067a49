import { channelRules } from '../core/channels.js'
import type { ProfileDraft } from '../core/profiles.js'
import { type Channel, type ChannelSettings, channels, type Profile } from '../core/records.js'
import type { Dialect } from '../core/settings.js'
import { type Page, slicePage, toMeta } from './paging.js'
import { toTimestamp } from './timestamp.js'
import type { Wire } from './types.js'

/** The name of each setting of a section in JSON. */
export const fieldOf: Readonly<Record<keyof ChannelSettings, string>> = {
  appName: 'app_name',
  codeLength: 'code_length',
  timeoutSecs: 'default_verification_timeout_secs',
  messagingTemplateId: 'messaging_template_id',
  whitelistedDestinations: 'whitelisted_destinations',
  alphaSender: 'alpha_sender',
  wabaId: 'waba_id',
  senderPhoneNumber: 'sender_phone_number',
  templateId: 'template_id',
}

const settingNames = Object.keys(fieldOf) as (keyof ChannelSettings)[]

/** The name of the timeout in the vendor's documentation (P4). */
const olderTimeoutField = 'default_timeout_secs'

type ProfileRequest = Partial<
  Pick<
    Wire['VerifyProfileResponse'],
    'name' | 'language' | 'webhook_url' | 'webhook_failover_url' | 'daily_spend_limit' | 'daily_spend_limit_enabled'
  >
> & { [C in Channel]?: object }

/** Converts a validated body to a draft; unknown fields are ignored (H11). */
export function fromProfileRequest(body: ProfileRequest): ProfileDraft {
  const draft: ProfileDraft = { channels: {} }
  if (body.name !== undefined) draft.name = body.name
  if (body.language !== undefined) draft.language = body.language
  if (body.webhook_url !== undefined) draft.webhookUrl = body.webhook_url
  if (body.webhook_failover_url !== undefined) draft.webhookFailoverUrl = body.webhook_failover_url
  if (body.daily_spend_limit !== undefined) draft.dailySpendLimitUsd = body.daily_spend_limit
  if (body.daily_spend_limit_enabled !== undefined) draft.dailySpendLimitEnabled = body.daily_spend_limit_enabled
  for (const channel of channels) {
    const section = body[channel]
    if (section !== undefined) draft.channels[channel] = fromSection(channel, section as Record<string, unknown>)
  }
  return draft
}

function fromSection(channel: Channel, section: Record<string, unknown>): Partial<ChannelSettings> {
  const settings: Record<string, unknown> = {}
  for (const setting of channelRules[channel].settings) {
    const value = section[fieldOf[setting]]
    if (value !== undefined) settings[setting] = value
  }
  // P4: the older spelling, if the newer one is absent.
  if (settings.timeoutSecs === undefined && section[olderTimeoutField] !== undefined)
    settings.timeoutSecs = section[olderTimeoutField]
  return settings
}

/**
 * Converts a profile. Missing sections and unset URLs are absent (P3).
 *
 * @param dialect `docs` adds the older name of the timeout (P4); files have one name only
 */
export function toProfile(profile: Profile, dialect: Dialect): Wire['VerifyProfileResponse'] {
  const wire: Wire['VerifyProfileResponse'] & Record<string, unknown> = {
    id: profile.id,
    record_type: 'verification_profile',
    name: profile.name,
    language: profile.language,
    daily_spend_limit_enabled: profile.dailySpendLimitEnabled,
    created_at: toTimestamp(profile.createdAt),
    updated_at: toTimestamp(profile.updatedAt),
  }
  if (profile.dailySpendLimitUsd !== null) wire.daily_spend_limit = profile.dailySpendLimitUsd
  if (profile.webhookUrl !== null) wire.webhook_url = profile.webhookUrl
  if (profile.webhookFailoverUrl !== null) wire.webhook_failover_url = profile.webhookFailoverUrl
  for (const channel of channels) {
    const settings = profile.channels[channel]
    if (settings === undefined) continue
    wire[channel] = toSection(settings, dialect)
  }
  return wire
}

/** A profile as JSON, and what it was made from. */
interface KeptJson {
  readonly channels: Profile['channels']
  readonly dialect: Dialect
  readonly json: string
}

const keptJson = new WeakMap<Profile, KeptJson>()

/** A profile as JSON, which is kept until the profile changes: each update replaces its `channels`. */
export function toProfileJson(profile: Profile, dialect: Dialect): string {
  const { channels } = profile
  const kept = keptJson.get(profile)
  if (kept !== undefined && kept.channels === channels && kept.dialect === dialect) return kept.json
  const json = JSON.stringify(toProfile(profile, dialect))
  keptJson.set(profile, { channels, dialect, json })
  return json
}

/** A page as JSON, and what it was made from. */
interface KeptPage {
  readonly page: Page
  readonly dialect: Dialect
  readonly json: string
}

const keptPages = new WeakMap<readonly Profile[], KeptPage>()

/** A page of profiles as JSON. */
export function toProfilePageJson(list: readonly Profile[], page: Page, dialect: Dialect): string {
  const items = slicePage(list, page).map((profile) => toProfileJson(profile, dialect))
  return `{"data":[${items.join(',')}],"meta":${JSON.stringify(toMeta(page, list.length))}}`
}

/**
 * The same for the list of all profiles, whose last page is kept, so that who asks for it again gets the same text.
 *
 * @param list another array once one of its profiles has changed
 */
export function toKeptPageJson(list: readonly Profile[], page: Page, dialect: Dialect): string {
  const kept = keptPages.get(list)
  if (kept?.dialect === dialect && kept.page.number === page.number && kept.page.size === page.size) return kept.json
  const json = toProfilePageJson(list, page, dialect)
  keptPages.set(list, { page, dialect, json })
  return json
}

function toSection(settings: ChannelSettings, dialect: Dialect): Record<string, unknown> {
  const section: Record<string, unknown> = {}
  for (const setting of settingNames) {
    if (settings[setting] !== undefined) section[fieldOf[setting]] = settings[setting]
  }
  if (dialect === 'docs') section[olderTimeoutField] = settings.timeoutSecs
  return section
}
