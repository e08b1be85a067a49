import type { Option } from 'commander'
import type { Channel, Match } from '../../client/types.js'
import { channelOption, inGroup, operationOption, phoneOption, profileOption } from './options.js'

export interface MatchFlags {
  readonly operation?: string
  readonly phone?: string
  readonly channel?: Channel
  readonly profile?: string
}

/** The flags that select the requests a scenario or a fault applies to. */
export const matchOptions = (): Option[] =>
  inGroup('Match', [
    phoneOption('only this phone number'),
    channelOption('only this channel'),
    profileOption('only this Verify profile'),
    operationOption('only this operation, for example CreateVerificationSms'),
  ])

/** Converts the flags to a match; undefined matches every request. */
export function toMatch({ operation, phone, channel, profile }: MatchFlags): Match | undefined {
  const match: Match = {}
  if (operation !== undefined) match.operation = operation
  if (phone !== undefined) match.phoneNumber = phone
  if (channel !== undefined) match.channel = channel
  if (profile !== undefined) match.profileId = profile
  return Object.keys(match).length === 0 ? undefined : match
}

/** Formats a match in words. */
export function formatMatch(match: object, otherwise = 'all requests'): string {
  return Object.values(match).join(', ') || otherwise
}

/** Formats how many times a rule still applies. */
export function formatTimes(times: number | null): string {
  return times === null ? 'until cleared' : times === 1 ? 'once' : `${times} times`
}
