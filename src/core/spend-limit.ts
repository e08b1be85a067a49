import { refuse } from './errors.js'
import { lies } from './mutation.js'
import type { Channel, Profile } from './records.js'
import type { World } from './world.js'

const dayMs = 86_400_000

/**
 * Adds a verification's price to the profile's spend of the UTC day (P13).
 *
 * @returns the price in millionths of a US dollar
 * @throws {Refusal} 400, 40333 if an enabled limit would be exceeded; nothing is added then
 */
export function spend(world: World, profile: Profile, channel: Channel): number {
  const { prices } = world.settings
  const price = Math.round((prices.verification + prices[channel]) * 1e6)
  const now = world.clock.now()
  const after = spentOn(profile, now) + price
  const limit = profile.dailySpendLimitUsd
  const isOver = profile.dailySpendLimitEnabled && limit !== null && after > Math.round(limit * 1e6)
  if (isOver && !lies(world, 'spend-limit-ignored')) {
    refuse('40333', {
      rule: 'P13',
      hint: `this verification would raise the day's spend to ${after / 1e6} USD, above the limit of ${limit} USD; the day ends at midnight UTC`,
    })
  }
  addSpend(profile, now, price)
  return price
}

/** Adds a price to the UTC day of a moment. Millionths of a US dollar. */
export function addSpend(profile: Profile, moment: number, price: number): void {
  profile.spentByDay.set(dayOf(moment), spentOn(profile, moment) + price)
}

const dayOf = (moment: number) => Math.floor(moment / dayMs)

const spentOn = ({ spentByDay }: Profile, moment: number): number => spentByDay.get(dayOf(moment)) ?? 0
