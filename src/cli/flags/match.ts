import type { Option } from 'commander'
import type { Channel, Match } from '../../client/types.js'
import { channelOption, operationOption, phoneOption, profileOption } from './options.js'

export interface MatchFlags {
  readonly operation?: string
  readonly phone?: string
  readonly channel?: Channel
  readonly profile?: string
}

/** The flags that say which requests a scenario or a fault is for. */
export const matchOptions = (): Option[] => [
  phoneOption('only for this phone number'),
  channelOption('only for this channel'),
  profileOption('only for this Verify profile'),
  operationOption('only for this operation, like CreateVerificationSms'),
]

/** Undefined when everything is meant. */
export function toMatch({ operation, phone, channel, profile }: MatchFlags): Match | undefined {
  const match: Match = {}
  if (operation !== undefined) match.operation = operation
  if (phone !== undefined) match.phoneNumber = phone
  if (channel !== undefined) match.channel = channel
  if (profile !== undefined) match.verifyProfileId = profile
  return Object.keys(match).length === 0 ? undefined : match
}

/** A match in words. */
export function describeMatch(match: Match): string {
  return Object.values(match).join(', ') || 'everything'
}
