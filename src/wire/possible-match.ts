import { channels } from '../core/records.js'
import { verifyOperations } from '../spec/operations.js'
import { requestFields } from '../spec/request-fields.js'
import { InputError } from './input-error.js'
import type { ControlWire } from './types.js'

type WireMatch = ControlWire['Match']
type Criterion = 'phone_number' | 'channel' | 'verify_profile_id'

/** The channels of the verifications or numbers that an operation is about, as far as its request shows them. */
function channelsOf({ id, path }: (typeof verifyOperations)[number]): readonly string[] {
  if (path.includes('{verification_id}')) return channels
  if (id === 'CreateVerifiedNumber') return ['sms', 'call']
  return channels.filter((channel) => path === `/verifications/${channel}`)
}

/** Whether a request of an operation can meet a criterion: by its path, its body, or the verification that it names. */
function canMeet(operation: (typeof verifyOperations)[number], criterion: Criterion, match: WireMatch): boolean {
  if (criterion === 'channel') return channelsOf(operation).includes(match.channel ?? '')
  const { id, path } = operation
  return /\{verification_id\}/.test(path) || path.includes(`{${criterion}}`) || criterion in (requestFields[id] ?? {})
}

/**
 * Refuses criteria that no request of the operation can meet, so that a rule never waits in vain.
 *
 * @param match with an operation that exists, or without one
 * @throws {InputError} with the operations that can meet them
 */
export function requirePossible(match: WireMatch): void {
  const operation = verifyOperations.find(({ id }) => id === match.operation)
  if (operation === undefined) return
  for (const criterion of ['phone_number', 'channel', 'verify_profile_id'] as const) {
    if (match[criterion] === undefined || canMeet(operation, criterion, match)) continue
    const others = verifyOperations.filter((other) => canMeet(other, criterion, match)).map(({ id }) => id)
    throw new InputError(
      `No request of ${operation.id} matches the ${criterion} ${match[criterion]}. Remove one of the two, or name one of ${others.join(', ')}.`,
    )
  }
}
