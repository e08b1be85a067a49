import { refuse } from './errors.js'
import type { Channel, Profile } from './records.js'
import type { World } from './world.js'

const dayMs = 86_400_000

/**
 * Books a verification's price on the profile's UTC day (P13).
 *
 * @throws {Refusal} 400, 40333 when a limit is on and the day's sum would pass it; nothing is booked then
 */
export function spend(world: World, profile: Profile, channel: Channel): void {
  const { prices } = world.settings
  const day = Math.floor(world.clock.now() / dayMs)
  const before = profile.spent.day === day ? profile.spent.microUsd : 0
  const after = before + Math.round((prices.verification + prices[channel]) * 1e6)
  const limit = profile.dailySpendLimitUsd
  if (profile.dailySpendLimitEnabled && limit !== null && after > Math.round(limit * 1e6)) {
    refuse('40333', 'The daily spend limit of this profile has been reached.', {
      hint: `this verification would bring the day to ${after / 1e6} USD, the limit is ${limit}; the day ends at midnight UTC`,
    })
  }
  if (after === before && profile.spent.day === day) return
  profile.spent.day = day
  profile.spent.microUsd = after
  world.note({ table: 'profiles', record: profile })
}
