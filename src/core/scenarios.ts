import { lastMoment } from './clock.js'
import type { Decision } from './decision.js'
import { type ErrorCode, errorCodes, Refusal } from './errors.js'
import {
  type Facts,
  isMatch,
  type Match,
  type Scenario,
  type ScenarioOutcome,
  type TestNumber,
  useUp,
} from './overrides.js'
import type { DeliveryResult, Outcome, Verification } from './records.js'
import { builtInTestNumbers } from './test-numbers.js'
import type { World } from './world.js'

export const checkOutcomes = [
  'accepted',
  'rejected',
  'expired',
  'max_attempts_exceeded',
] as const satisfies readonly Outcome[]
export const deliveryOutcomes = [
  'delivered',
  'sending_failed',
  'delivery_failed',
  'delivery_unconfirmed',
  'delayed',
] as const
export type DeliveryOutcome = (typeof deliveryOutcomes)[number]

/** The steps that a scenario can decide, in the order in which a request reaches them. */
export type Step = 'refusal' | 'delivery' | 'check'

const creations = [
  'CreateVerificationSms',
  'CreateVerificationCall',
  'CreateFlashcallVerification',
  'CreateWhatsappVerification',
] as const

/** The operations in which a step's outcomes can happen: errors in any, by default in those that create something. */
export const operationsOfStep: Readonly<Record<Step, readonly string[]>> = {
  refusal: [...creations, 'CreateVerifiedNumber'],
  delivery: creations,
  check: ['VerifyVerificationCodeByPhoneNumber', 'VerifyVerificationCodeById'],
}

export function stepOf(outcome: ScenarioOutcome): Step {
  if (outcome in errorCodes) return 'refusal'
  return checkOutcomes.includes(outcome as Outcome) ? 'check' : 'delivery'
}

export function isScenarioOutcome(word: string): word is ScenarioOutcome {
  return Object.hasOwn(errorCodes, word) || [...checkOutcomes, ...deliveryOutcomes].includes(word as DeliveryOutcome)
}

/** Default delay of `delayed`. Milliseconds. */
const usualDelayMs = 30_000

/** A scenario that a request asks for. */
export interface ScenarioDraft {
  readonly match: Match
  readonly outcome: ScenarioOutcome
  /** Number of uses; null for unlimited. */
  readonly times: number | null
  readonly delayMs: number | null
}

/** Adds a scenario that is tried before all others. */
export function addScenario(world: World, { match, outcome, times, delayMs }: ScenarioDraft): Scenario {
  const { overrides } = world.state
  const id = `scenario_${overrides.nextId++}`
  const scenario: Scenario = { id, match, outcome, remaining: times, delayMs, origin: 'request' }
  overrides.scenarios = [scenario, ...overrides.scenarios]
  world.recordChange({ table: 'overrides' })
  return scenario
}

/** Replaces all scenarios by others, in the order in which they are tried. */
export function replaceScenarios(world: World, drafts: readonly ScenarioDraft[]): void {
  clearScenarios(world)
  for (const draft of [...drafts].reverse()) addScenario(world, draft)
}

/** @returns the removed scenario, or undefined for an unknown id */
export function removeScenario(world: World, id: string): Scenario | undefined {
  const { overrides } = world.state
  const removed = overrides.scenarios.find((scenario) => scenario.id === id)
  if (removed === undefined) return undefined
  overrides.scenarios = overrides.scenarios.filter((scenario) => scenario !== removed)
  world.recordChange({ table: 'overrides' })
  return removed
}

export function clearScenarios(world: World): void {
  world.state.overrides.scenarios = []
  world.recordChange({ table: 'overrides' })
}

/** The test number for a phone number; the sandbox's own take precedence over the built-in ones. */
export function findTestNumber(world: World, phoneNumber: string): TestNumber | undefined {
  return world.state.overrides.testNumbers.get(phoneNumber) ?? builtInTestNumbers.get(phoneNumber)
}

/**
 * Takes the first scenario for a step: the request's own header, then the sandbox's scenarios (newest first), then the
 * test number. The use is counted and recorded in the decision.
 */
function takeScenario(world: World, step: Step, facts: Facts, decision: Decision): Scenario | null {
  const scenario = takeForced(decision, step) ?? takeListed(world, step, facts) ?? takeNumber(world, step, facts)
  if (scenario !== null) decision.scenario = scenario.id
  return scenario
}

function takeForced({ forced }: Decision, step: Step): Scenario | null {
  return forced !== null && stepOf(forced.outcome) === step ? forced : null
}

function takeListed(world: World, step: Step, facts: Facts): Scenario | null {
  const { overrides } = world.state
  if (overrides.scenarios.length === 0) return null
  const scenario = overrides.scenarios.find(
    ({ match, outcome }) =>
      stepOf(outcome) === step &&
      isMatch(match, facts) &&
      (match.operation !== undefined || isUsual(step, facts.operation)),
  )
  if (scenario === undefined) return null
  if (scenario.remaining !== null) {
    if (useUp(scenario)) overrides.scenarios = overrides.scenarios.filter((other) => other !== scenario)
    world.recordChange({ table: 'overrides' })
  }
  return scenario
}

function takeNumber(world: World, step: Step, { operation, phoneNumber }: Facts): Scenario | null {
  const found = phoneNumber === null ? undefined : findTestNumber(world, phoneNumber)
  if (found?.outcome === undefined || stepOf(found.outcome) !== step || !isUsual(step, operation)) return null
  const { outcome, delayMs = null } = found
  return {
    id: `test-number-${phoneNumber?.slice(1)}`,
    match: {},
    outcome,
    remaining: null,
    delayMs,
    origin: 'configuration',
  }
}

/** Whether the outcomes of a step apply to an operation. Without HTTP there is no operation to check. */
function isUsual(step: Step, operation: string | null): boolean {
  return operation === null || operationsOfStep[step].includes(operation)
}

/** @throws {Refusal} the error that a scenario forces for this request, with its usual status */
export function refuseIfForced(world: World, decision: Decision): void {
  const scenario = takeScenario(world, 'refusal', decision.facts, decision)
  if (scenario === null) return
  const code = scenario.outcome as ErrorCode
  throw new Refusal([{ code, detail: `${errorCodes[code].title}.` }], { hint: `${scenario.id} forces this error` })
}

/** The result of a delivery, and the milliseconds until then. */
export interface DeliveryPlan {
  readonly result: DeliveryResult
  readonly afterMs: number
}

/** Plans a delivery. The message arrives at once unless a scenario forces something else. */
export function planDelivery(world: World, verification: Verification, decision: Decision): DeliveryPlan {
  const scenario = takeScenario(world, 'delivery', factsOfVerification(decision, verification), decision)
  if (scenario === null) return { result: 'delivered', afterMs: 0 }
  const isDelayed = scenario.outcome === 'delayed'
  const result = isDelayed ? 'delivered' : (scenario.outcome as DeliveryResult)
  return {
    result,
    afterMs: Math.min(scenario.delayMs ?? (isDelayed ? usualDelayMs : 0), lastMoment - world.clock.now()),
  }
}

/** Takes the outcome that a scenario forces for a check of a pending verification, or null. */
export function takeCheckScenario(world: World, verification: Verification, decision: Decision): Outcome | null {
  const scenario = takeScenario(world, 'check', factsOfVerification(decision, verification), decision)
  return scenario && (scenario.outcome as Outcome)
}

/** The facts of a verification, which are more complete than those of a request. */
function factsOfVerification({ facts }: Decision, { id, phoneNumber, channel, profileId }: Verification): Facts {
  return { operation: facts.operation, phoneNumber, channel, profileId, verificationId: id }
}
