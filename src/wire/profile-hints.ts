import { channelRules } from '../core/channels.js'
import type { ProfileDraft } from '../core/profiles.js'
import { type Channel, type ChannelSettings, channels, type Profile } from '../core/records.js'
import type { Settings } from '../core/settings.js'
import { fieldOf } from './profile.js'

/** A hint about sections without countries: accounts since March 2024 are refused (P7). */
export function hintMissingDestinations(profile: Profile, settings: Settings, hints: string[]): void {
  if (settings.requireWhitelistedDestinations) return
  const open = channels.filter((channel) => {
    const section = profile.channels[channel]
    return section !== undefined && (section.whitelistedDestinations ?? []).length === 0
  })
  if (open.length === 0) return
  hints.push(
    `no whitelisted_destinations in ${open.join(', ')}: all countries are allowed here, but accounts created since March 2024 are refused (400, 40331); start with --require-whitelisted-destinations to rehearse that`,
  )
}

/**
 * Hints about a PATCH (P9): settings that the real service may erase because their section is sent without them, and
 * `flashcall`, which the vendor's document does not list there.
 *
 * @param before the sections before the PATCH
 */
export function hintUpdate(
  before: Profile['channels'],
  { channels: sent }: ProfileDraft,
  { dialect }: Settings,
  hints: string[],
): void {
  if (dialect === 'spec') return
  const kept = channels.flatMap((channel) => {
    const [section, draft] = [before[channel], sent[channel]]
    if (section === undefined || draft === undefined) return []
    return settingsAtRisk(channel, section, draft).map((setting) => `${channel}.${fieldOf[setting]}`)
  })
  if (kept.length > 0)
    hints.push(
      `kept ${kept.join(', ')}: the real service may erase the settings of a section that a PATCH does not name, so send them all`,
    )
  if (sent.flashcall !== undefined)
    hints.push("the vendor's document does not list flashcall in a PATCH; the real service may ignore it")
}

/** The settings of a section that a draft does not name and that differ from the defaults. */
function settingsAtRisk(channel: Channel, section: ChannelSettings, draft: Partial<ChannelSettings>) {
  const { settings, defaults } = channelRules[channel]
  return settings.filter((setting) => draft[setting] === undefined && section[setting] !== defaults[setting])
}
