import type { Answer } from '../diff/answers.js'
import type { Expectation, Scenario, Step } from './case.js'
import { Leftovers } from './leftovers.js'
import { type Mismatch, matchAnswer } from './match.js'
import { readPointer } from './pointer.js'
import type { StepRequest, Target } from './target.js'
import { fill, MissingVariable, unfill, type Variables } from './variables.js'

export interface RunOptions {
  /** The phone that may be sent to, in E.164. Without it nothing is sent to an upstream. */
  readonly number?: string
  /** How many messages the run may send to it; what is no upstream costs nothing. */
  readonly maxSends: number
  /** Runs on an upstream too what leaves something behind there. */
  readonly allowLeftovers: boolean
  /** What the names of everything that is made begin with. */
  readonly prefix: string
  /** Ends the run after the request in flight; it still cleans up. */
  readonly signal?: AbortSignal
}

/** What came of a step; what a run has chosen or was given (ids, number, prefix) stands as `${name}` in request and answer. */
export interface StepResult {
  readonly step: Step
  readonly request: StepRequest
  readonly answer: Answer
  readonly expectations: readonly { readonly expectation: Expectation; readonly mismatches: readonly Mismatch[] }[]
}

export interface ScenarioResult {
  readonly scenario: Scenario
  readonly steps: readonly StepResult[]
  /** Why it was not run; null if it was. */
  readonly skipped: string | null
  /** Why it could not be run to its end; null if it was. */
  readonly failure: string | null
}

export interface Run {
  readonly target: Pick<Target, 'name' | 'kind'>
  readonly scenarios: readonly ScenarioResult[]
  /** Messages that were sent at most. */
  readonly sends: number
  /** A sentence for everything that could not be cleaned up. */
  readonly leftovers: readonly string[]
}

/** Numbers kept free for fiction; nobody is called there. */
const fictionalNumber = '+13035550142'

/** Runs scenarios one after the other. Whatever happens, what they made is deleted, and the run says how far it came. */
export async function runScenarios(target: Target, scenarios: readonly Scenario[], options: RunOptions): Promise<Run> {
  const leftovers = new Leftovers(target)
  const problems: string[] = []
  const results: ScenarioResult[] = []
  let sends = 0
  for (const scenario of scenarios) {
    const skipped = objectTo(scenario, target, options, sends)
    if (skipped !== null) {
      results.push({ scenario, steps: [], skipped, failure: null })
      continue
    }
    sends += scenario.sends ?? 0 // before anything goes out: what is interrupted may have been sent
    results.push(await runScenario(target, scenario, options, leftovers))
    problems.push(...(await leftovers.clear()))
  }
  return { target: { name: target.name, kind: target.kind }, scenarios: results, sends, leftovers: problems }
}

/** Why a scenario is not to be run, or null. */
function objectTo(
  { id, sends = 0, leaves }: Scenario,
  { kind, has = () => true }: Target,
  options: RunOptions,
  sent: number,
): string | null {
  const { number, maxSends, allowLeftovers, signal } = options
  if (signal?.aborted) return 'Not run: the run was interrupted.'
  if (!has(id)) return 'Not run: it is not in the recording.'
  if (kind !== 'upstream') return null
  if (leaves !== undefined && !allowLeftovers)
    return `Not run: it leaves ${leaves} behind that the API cannot delete; --allow-leftovers lets it.`
  if (sends === 0) return null
  if (number === undefined) return `Not run: it sends ${sends} to a phone; --allow-numbers and --max-sends let it.`
  if (sent + sends > maxSends)
    return `Not run: it sends ${sends}, and ${maxSends - sent} of ${maxSends} are left; --max-sends ${sent + sends} lets it.`
  return null
}

async function runScenario(
  target: Target,
  scenario: Scenario,
  options: RunOptions,
  leftovers: Leftovers,
): Promise<ScenarioResult> {
  const { number = fictionalNumber, prefix, signal } = options
  const variables = new Map(Object.entries({ number, prefix, ...target.variables }))
  const steps: StepResult[] = []
  for (const step of scenario.steps) {
    try {
      signal?.throwIfAborted()
      if (step.wait !== undefined) {
        await target.wait(step.wait, signal)
        continue
      }
      const request = toRequest(scenario, step, variables)
      const answer = await target.ask(request, signal)
      leftovers.note(request, answer)
      const expectations = (step.expect ?? []).map((expectation) => ({
        expectation,
        mismatches: matchAnswer(fill(expectation, variables), answer),
      }))
      for (const [name, pointer] of Object.entries(step.capture ?? {}))
        capture(variables, name, readPointer(answer.body, pointer))
      steps.push(unfill({ step, request, answer, expectations }, variables))
    } catch (error) {
      return { scenario, steps, skipped: null, failure: explain(error, step, signal) }
    }
  }
  return { scenario, steps, skipped: null, failure: null }
}

/** What was not given is missed by the step that needs it, and says so. */
function capture(variables: Map<string, string>, name: string, value: unknown): void {
  if (typeof value === 'string') variables.set(name, value)
}

function explain(error: unknown, { name }: Step, signal: AbortSignal | undefined): string {
  if (signal?.aborted) return `Interrupted at "${name}".`
  if (error instanceof MissingVariable) return `"${name}" needs ${error.variable}, which no step before it has given.`
  const { message, cause } = error as Error
  return `"${name}" got no answer: ${cause instanceof Error ? cause.message : message}.`
}

function toRequest({ id }: Scenario, step: Step, variables: Variables): StepRequest {
  const { request = '', headers = {}, body } = step
  const [method = '', path = ''] = fill(request, escapeAll(variables)).split(' ')
  const sent: Record<string, string | null> = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  }
  return {
    ...{ scenario: id, step: step.name, method, path },
    hasKey: !('authorization' in sent),
    headers: fill(
      Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null)) as Record<string, string>,
      variables,
    ),
    body:
      body === undefined || typeof body === 'string' ? fill(body, variables) : JSON.stringify(fill(body, variables)),
  }
}

/** As they may stand in a path; the plus sign of a number may as it is (H16). */
function escapeAll(variables: Variables): Variables {
  return new Map([...variables].map(([name, value]) => [name, encodeURIComponent(value).replaceAll('%2B', '+')]))
}
