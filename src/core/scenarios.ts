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

/** What a scenario can decide. A request meets them in this order. */
export type Step = 'refusal' | 'delivery' | 'check'

const creations = [
  'CreateVerificationSms',
  'CreateVerificationCall',
  'CreateFlashcallVerification',
  'CreateWhatsappVerification',
] as const

/** Where the outcomes of a step can happen; an error can happen anywhere, but without an operation it means a creation. */
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

/** How long `delayed` takes when nothing else is said. Milliseconds. */
const usualDelayMs = 30_000

/** Makes a scenario the first that is tried. */
export function addScenario(
  world: World,
  {
    match,
    outcome,
    times,
    delayMs,
  }: { match: Match; outcome: ScenarioOutcome; times: number | null; delayMs: number | null },
): Scenario {
  const { overrides } = world.state
  const id = `scenario_${overrides.nextId++}`
  const scenario: Scenario = { id, match, outcome, remaining: times, delayMs, origin: 'request' }
  overrides.scenarios = [scenario, ...overrides.scenarios]
  world.recordChange({ table: 'overrides' })
  return scenario
}

/** @returns the scenario that was, or undefined for an unknown id */
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

/** What a request's number chooses: the sandbox's own test numbers win over the built-in ones. */
export function findTestNumber(world: World, phoneNumber: string): TestNumber | undefined {
  return world.state.overrides.testNumbers.get(phoneNumber) ?? builtInTestNumbers.get(phoneNumber)
}

/**
 * The first scenario for a step, in order: the request's own header, the sandbox's scenarios (the newest first), the
 * test number. It is counted, and the decision says so.
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

/** Whether it is one of the operations that a step's outcomes are for. Without HTTP there is no operation to ask. */
function isUsual(step: Step, operation: string | null): boolean {
  return operation === null || operationsOfStep[step].includes(operation)
}

/** @throws {Refusal} the error that a scenario forces for this request, with its usual status */
export function refuseIfForced(world: World, decision: Decision): void {
  const scenario = takeScenario(world, 'refusal', decision.facts, decision)
  if (scenario === null) return
  const code = scenario.outcome as ErrorCode
  throw new Refusal([{ code, detail: `${errorCodes[code].title}.` }], { hint: `${scenario.id} wants this error` })
}

/** What a delivery comes to, and how many milliseconds after sending. */
export interface DeliveryPlan {
  readonly result: DeliveryResult
  readonly afterMs: number
}

/** Unless a scenario forces something else, a message arrives at once. */
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

/** The outcome that a scenario forces for a check of a pending verification; null: none. */
export function takeCheckScenario(world: World, verification: Verification, decision: Decision): Outcome | null {
  const scenario = takeScenario(world, 'check', factsOfVerification(decision, verification), decision)
  return scenario && (scenario.outcome as Outcome)
}

/** A verification knows more than the request that is about it. */
function factsOfVerification({ facts }: Decision, { id, phoneNumber, channel, profileId }: Verification): Facts {
  return { operation: facts.operation, phoneNumber, channel, profileId, verificationId: id }
}
