import type { FaultDraft } from '../core/overrides.js'
import { channels } from '../core/records.js'
import { stepOf } from '../core/scenarios.js'
import { verifyOperations } from '../spec/operations.js'
import { requestFields } from '../spec/request-fields.js'
import { InputError } from './input-error.js'
import { readFault, readScenario } from './overrides.js'
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

/** Reads a scenario that somebody sets. @throws {InputError}, also for one that can never match */
export function readNewScenario(request: ControlWire['ScenarioRequest']): ReturnType<typeof readScenario> {
  const scenario = readScenario(request)
  // The verification that a check applies to is known by then, whatever the request shows of it.
  if (stepOf(scenario.outcome) !== 'check') requirePossible(request.match)
  return scenario
}

/** Reads a fault that somebody sets. @throws {InputError}, also for one that can never match */
export function readNewFault(request: ControlWire['FaultRequest']): FaultDraft {
  const fault = readFault(request)
  requirePossible(request.match)
  return fault
}

/**
 * Refuses criteria that no request of the operation can meet, so that a rule never waits in vain.
 *
 * @param match with an operation that exists, or without one
 * @throws {InputError} with the operations that can meet them
 */
function requirePossible(match: WireMatch = {}): void {
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
