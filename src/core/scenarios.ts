import { lastMoment } from './clock.js'
import type { Decision } from './decision.js'
import { type ErrorCode, errorCodes, Refusal } from './errors.js'
import { toForcedReason, toForcedStatus } from './forced-errors.js'
import type { MutantId } from './mutants.js'
import { lies } from './mutation.js'
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
import { findBuiltIn } from './test-numbers.js'
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

/** The outcomes that can happen in a step. */
interface OutcomesOfStep {
  readonly refusal: ErrorCode
  readonly delivery: DeliveryResult | 'delayed'
  readonly check: Outcome
}

type ScenarioOf<Name extends Step> = Scenario & { readonly outcome: OutcomesOfStep[Name] }

function isForStep<Name extends Step>(scenario: Scenario, step: Name): scenario is ScenarioOf<Name> {
  return stepOf(scenario.outcome) === step
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
  const { testNumbers } = world.state.overrides
  const own = testNumbers.size === 0 ? undefined : testNumbers.get(phoneNumber)
  return own ?? findBuiltIn(phoneNumber)
}

/**
 * Takes the first scenario for a step: the request's own header, then the sandbox's scenarios (newest first), then the
 * test number. The use is counted and recorded in the decision.
 */
function takeScenario<Name extends Step>(
  world: World,
  step: Name,
  facts: Facts,
  decision: Decision,
): ScenarioOf<Name> | null {
  const scenario = takeForced(decision, step) ?? takeListed(world, step, facts) ?? takeNumber(world, step, facts)
  if (scenario !== null) decision.scenario = scenario.id
  return scenario
}

function takeForced<Name extends Step>({ forced }: Decision, step: Name): ScenarioOf<Name> | null {
  return forced !== null && isForStep(forced, step) ? forced : null
}

function takeListed<Name extends Step>(world: World, step: Name, facts: Facts): ScenarioOf<Name> | null {
  const { overrides } = world.state
  if (overrides.scenarios.length === 0) return null
  const scenario = overrides.scenarios.find(
    (candidate): candidate is ScenarioOf<Name> =>
      isForStep(candidate, step) &&
      isMatch(candidate.match, facts) &&
      (candidate.match.operation !== undefined || isUsual(step, facts.operation)),
  )
  if (scenario === undefined) return null
  if (scenario.remaining !== null) {
    if (useUp(scenario)) overrides.scenarios = overrides.scenarios.filter((other) => other !== scenario)
    world.recordChange({ table: 'overrides' })
  }
  return scenario
}

function takeNumber<Name extends Step>(
  world: World,
  step: Name,
  { operation, phoneNumber }: Facts,
): ScenarioOf<Name> | null {
  const found = phoneNumber === null ? undefined : findTestNumber(world, phoneNumber)
  if (found?.outcome === undefined || !isUsual(step, operation)) return null
  const { outcome, delayMs = null } = found
  const scenario: Scenario = {
    id: `test-number-${phoneNumber?.slice(1)}`,
    match: {},
    outcome,
    remaining: null,
    delayMs,
    origin: 'configuration',
  }
  return isForStep(scenario, step) ? scenario : null
}

/** Whether the outcomes of a step apply to an operation. Without HTTP no operation is known to check. */
function isUsual(step: Step, operation: string | null): boolean {
  return operation === null || operationsOfStep[step].includes(operation)
}

/** The mutants that ignore a forced refusal; that of all other codes is `refusal-ignored`. */
const mutantOfRefusal: Readonly<Partial<Record<ErrorCode, MutantId>>> = {
  '40020': 'send-limit-ignored',
  '40309': 'destination-not-checked',
  '40333': 'spend-limit-ignored',
}

/** @throws {Refusal} the error that a scenario forces for this request, with its usual status */
export function refuseIfForced(world: World, decision: Decision): void {
  const scenario = takeScenario(world, 'refusal', decision.facts, decision)
  if (scenario === null) return
  const code = scenario.outcome
  if (lies(world, mutantOfRefusal[code] ?? 'refusal-ignored')) return
  throw new Refusal([toForcedReason(code, decision.facts)], {
    status: toForcedStatus(code, decision.facts),
    hint: `${scenario.id} forces this error`,
  })
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
  const { outcome } = scenario
  const isDelayed = outcome === 'delayed'
  const result = isDelayed ? 'delivered' : outcome
  return {
    result,
    afterMs: Math.min(scenario.delayMs ?? (isDelayed ? usualDelayMs : 0), lastMoment - world.clock.now()),
  }
}

/** Takes the outcome that a scenario forces for a check of a pending verification, or null. */
export function takeCheckScenario(world: World, verification: Verification, decision: Decision): Outcome | null {
  return takeScenario(world, 'check', factsOfVerification(decision, verification), decision)?.outcome ?? null
}

/** The facts of a verification, which are more complete than those of a request. */
function factsOfVerification({ facts }: Decision, { id, phoneNumber, channel, profileId }: Verification): Facts {
  return { operation: facts.operation, phoneNumber, channel, profileId, verificationId: id }
}
