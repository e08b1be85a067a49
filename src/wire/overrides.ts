import { errorCodes } from '../core/errors.js'
import type { FaultDraft, FaultRule } from '../core/faults.js'
import type { Match, Scenario, ScenarioOutcome, TestNumber } from '../core/overrides.js'
import { defaultProfileId } from '../core/profiles.js'
import { checkOutcomes, deliveryOutcomes, isScenarioOutcome, operationsOfStep, stepOf } from '../core/scenarios.js'
import { verifyOperations } from '../spec/operations.js'
import { readDelay } from './delay.js'
import { fromFault, toFault } from './fault.js'
import { Unusable } from './input-error.js'
import { findNearest } from './suggest.js'
import type { ControlWire } from './types.js'

const operationIds: readonly string[] = verifyOperations.map(({ id }) => id)
const outcomeWords: readonly string[] = [...checkOutcomes, ...deliveryOutcomes, ...Object.keys(errorCodes)]

/** The outcome that a word names. @throws {Unusable} with the list of good ones */
export function readOutcome(word: string): ScenarioOutcome {
  if (isScenarioOutcome(word)) return word
  const nearest = findNearest(word, outcomeWords)
  throw new Unusable(
    `There is no outcome "${word}".${nearest ? ` Did you mean ${nearest}?` : ''} A check comes to ${checkOutcomes.join(', ')}; ` +
      `a delivery to ${deliveryOutcomes.join(', ')}; an error is one of ${Object.keys(errorCodes).join(', ')}.`,
  )
}

/** @throws {Unusable} when an outcome cannot happen in an operation, with those where it can */
export function requireFit(outcome: ScenarioOutcome, operation: string | undefined): void {
  const step = stepOf(outcome)
  if (operation === undefined || step === 'refusal' || operationsOfStep[step].includes(operation)) return
  throw new Unusable(
    `${outcome} is what a ${step} comes to, and ${operation} is none. It can happen in ${operationsOfStep[step].join(', ')}.`,
  )
}

/** @throws {Unusable} for an unknown operation, and a profile id that is no uuid */
export function readMatch(match: ControlWire['Match'] = {}): Match {
  const { operation, phone_number: phoneNumber, channel, verify_profile_id: profileId } = match
  if (operation !== undefined && !operationIds.includes(operation)) {
    const nearest = findNearest(operation, operationIds)
    throw new Unusable(
      `There is no operation "${operation}". ${nearest ? `Did you mean ${nearest}?` : `There are ${operationIds.join(', ')}.`}`,
    )
  }
  if (profileId !== undefined && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(profileId))
    throw new Unusable(`"${profileId}" is no profile's id. It is a uuid, like ${defaultProfileId}.`)
  return { operation, phoneNumber, channel, profileId }
}

/** What a request or a configuration asks to be scripted. @throws {Unusable} */
export function readScenario(request: ControlWire['ScenarioRequest']) {
  const match = readMatch(request.match)
  const outcome = readOutcome(request.outcome)
  requireFit(outcome, match.operation)
  const delayMs = request.delay === undefined ? null : readDelayOf(outcome, request.delay)
  return { match, outcome, times: request.times ?? null, delayMs }
}

/** @throws {Unusable} when it chooses nothing */
export function readTestNumber({ outcome: word, code, delay }: ControlWire['TestNumber']): TestNumber {
  if (word === undefined && code === undefined)
    throw new Unusable('A test number needs an "outcome", a "code" or both.')
  const outcome = word === undefined ? undefined : readOutcome(word)
  return {
    ...(outcome !== undefined && { outcome }),
    ...(code !== undefined && { code }),
    ...(delay !== undefined && { delayMs: readDelayOf(outcome, delay) }),
  }
}

/** @throws {Unusable} when the outcome is none of a delivery's */
function readDelayOf(outcome: ScenarioOutcome | undefined, delay: string | number): number {
  if (outcome !== undefined && stepOf(outcome) === 'delivery') return readDelay(delay)
  throw new Unusable(
    `delay is for deliveries (${deliveryOutcomes.join(', ')}), not for ${outcome ?? 'a code alone'}. A slow answer is a fault of kind latency.`,
  )
}

export function toTestNumber({ outcome, code, delayMs }: TestNumber): ControlWire['TestNumber'] {
  return { ...(outcome && { outcome }), ...(code && { code }), ...(delayMs !== undefined && { delay: delayMs }) }
}

/** @throws {Unusable} */
export function readFault({ match, fault, times, probability }: ControlWire['FaultRequest']): FaultDraft {
  return { match: readMatch(match), fault: fromFault(fault), remaining: times ?? null, probability: probability ?? 1 }
}

export function toScenario({ id, match, outcome, remaining, delayMs, origin }: Scenario): ControlWire['Scenario'] {
  return {
    id,
    match: toMatch(match),
    outcome,
    times: remaining,
    ...(delayMs !== null && { delay_ms: delayMs }),
    origin,
  }
}

/** @throws {Unusable} */
export function fromScenario(stored: ControlWire['Scenario']): Scenario {
  const { id, match, outcome, times, delay_ms, origin = 'request' } = stored
  const delayMs = delay_ms === undefined ? null : readDelay(delay_ms)
  return { id, match: readMatch(match), outcome: readOutcome(outcome), remaining: times, delayMs, origin }
}

export function toFaultRule({ id, match, fault, remaining, probability }: FaultRule): ControlWire['FaultRule'] {
  return { id, match: toMatch(match), fault: toFault(fault), times: remaining, probability }
}

/** @throws {Unusable} */
export function fromFaultRule({ id, match, fault, times, probability }: ControlWire['FaultRule']): FaultRule {
  return { id, match: readMatch(match), fault: fromFault(fault), remaining: times, probability }
}

function toMatch({ operation, phoneNumber, channel, profileId }: Match): ControlWire['Match'] {
  return {
    ...(operation && { operation }),
    ...(phoneNumber && { phone_number: phoneNumber }),
    ...(channel && { channel }),
    ...(profileId && { verify_profile_id: profileId }),
  }
}
