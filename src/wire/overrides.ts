import { errorCodes } from '../core/errors.js'
import type { FaultDraft, FaultRule, Match, Scenario, ScenarioOutcome, TestNumber } from '../core/overrides.js'
import { checkOutcomes, deliveryOutcomes, isScenarioOutcome, operationsOfStep, stepOf } from '../core/scenarios.js'
import { verifyOperations } from '../spec/operations.js'
import { readDelay } from './duration.js'
import { fromFault, toFault } from './fault.js'
import { InputError } from './input-error.js'
import { readSharedMatch, toSharedMatch } from './match.js'
import { suggest } from './suggest.js'
import type { ControlWire } from './types.js'

const operationIds: readonly string[] = verifyOperations.map(({ id }) => id)
const plurals = { check: 'checks', delivery: 'deliveries' } as const
const outcomeWords: readonly string[] = [...checkOutcomes, ...deliveryOutcomes, ...Object.keys(errorCodes)]

/** Reads the name of an outcome. @throws {InputError} that lists the valid outcomes */
export function readOutcome(word: string): ScenarioOutcome {
  if (isScenarioOutcome(word)) return word
  throw new InputError(suggest('outcome', word, outcomeWords))
}

/** @throws {InputError} if an outcome cannot happen in an operation; the message lists those in which it can */
export function requireFit(outcome: ScenarioOutcome, operation: string | undefined): void {
  const step = stepOf(outcome)
  if (operation === undefined || step === 'refusal' || operationsOfStep[step].includes(operation)) return
  throw new InputError(
    `"${outcome}" applies to ${plurals[step]}, not to ${operation}. It can happen in ${operationsOfStep[step].join(', ')}.`,
  )
}

/** @throws {InputError} for an unknown operation ID */
function requireOperation(id: string): void {
  if (!operationIds.includes(id)) throw new InputError(suggest('operation', id, operationIds))
}

/** @throws {InputError} for an unknown operation, or a profile ID that is not a UUID */
function readMatch(match: ControlWire['Match'] = {}): Match {
  const { operation } = match
  if (operation !== undefined) requireOperation(operation)
  return { operation, ...readSharedMatch(match) }
}

/** Reads a scenario from a request or a configuration. @throws {InputError} */
export function readScenario(request: ControlWire['ScenarioRequest']) {
  const match = readMatch(request.match)
  const outcome = readOutcome(request.outcome)
  requireFit(outcome, match.operation)
  const delayMs = request.delay === undefined ? null : readDelayOf(outcome, request.delay)
  return { match, outcome, times: request.times ?? null, delayMs }
}

/** @throws {InputError} if it has no effect */
export function readTestNumber({ outcome: word, code, line_type, delay }: ControlWire['TestNumber']): TestNumber {
  if (word === undefined && code === undefined && line_type === undefined)
    throw new InputError('A test number needs an "outcome", a "code", a "line_type" or several of them.')
  const outcome = word === undefined ? undefined : readOutcome(word)
  return {
    ...(outcome !== undefined && { outcome }),
    ...(code !== undefined && { code }),
    ...(line_type !== undefined && { lineType: line_type }),
    ...(delay !== undefined && { delayMs: readDelayOf(outcome, delay) }),
  }
}

/** @throws {InputError} if the outcome is not one of a delivery */
function readDelayOf(outcome: ScenarioOutcome | undefined, delay: string | number): number {
  if (outcome !== undefined && stepOf(outcome) === 'delivery') return readDelay(delay)
  throw new InputError(
    `"delay" applies to deliveries (${deliveryOutcomes.join(', ')}), not to ${outcome ?? 'a code alone'}. For a slow answer use a fault of kind latency.`,
  )
}

export function toTestNumber({ outcome, code, lineType, delayMs }: TestNumber): ControlWire['TestNumber'] {
  return {
    ...(outcome && { outcome }),
    ...(code && { code }),
    ...(lineType && { line_type: lineType }),
    ...(delayMs !== undefined && { delay: delayMs }),
  }
}

/** @throws {InputError} */
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

/** @throws {InputError} */
export function fromScenario(stored: ControlWire['Scenario']): Scenario {
  const { id, match, outcome, times, delay_ms, origin = 'request' } = stored
  const delayMs = delay_ms === undefined ? null : readDelay(delay_ms)
  return { id, match: readMatch(match), outcome: readOutcome(outcome), remaining: times, delayMs, origin }
}

export function toFaultRule({ id, match, fault, remaining, probability }: FaultRule): ControlWire['FaultRule'] {
  return { id, match: toMatch(match), fault: toFault(fault), times: remaining, probability }
}

/** @throws {InputError} */
export function fromFaultRule({ id, match, fault, times, probability }: ControlWire['FaultRule']): FaultRule {
  return { id, match: readMatch(match), fault: fromFault(fault), remaining: times, probability }
}

function toMatch(match: Match): ControlWire['Match'] {
  return { ...(match.operation && { operation: match.operation }), ...toSharedMatch(match) }
}
