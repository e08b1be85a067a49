import { countOf } from '../../wire/count-of.js'
import { readPointer } from '../../wire/pointer.js'
import type { ComparedAnswer } from '../diff/answers.js'
import type { CaseStep, ContractCase, StepExpectation } from './case.js'
import { Leftovers } from './leftovers.js'
import { type AnswerMismatch, matchAnswer } from './match.js'
import type { ContractTarget, StepRequest } from './target.js'
import { fill, MissingVariableError, unfill, type Variables } from './variables.js'

export interface RunOptions {
  /** The phone number that messages may be sent to, in E.164. Without it nothing is sent to an upstream. */
  readonly number?: string
  /** The maximum number of messages to send to it. Only an upstream counts. */
  readonly maxSends: number
  /** Also runs cases on an upstream that leave something behind there. */
  readonly allowLeftovers: boolean
  /** The beginning of every name that the run creates. */
  readonly prefix: string
  /** Ends the run after the request in flight; it still cleans up. */
  readonly signal?: AbortSignal
}

/** The result of a step. The run's own values (IDs, number, prefix) are written as `${name}` in request and answer. */
export interface StepResult {
  readonly step: CaseStep
  readonly request: StepRequest
  readonly answer: ComparedAnswer
  readonly expectations: readonly {
    readonly expectation: StepExpectation
    readonly mismatches: readonly AnswerMismatch[]
  }[]
}

export interface CaseResult {
  readonly contractCase: ContractCase
  readonly steps: readonly StepResult[]
  /** Why it was not run; null if it was. */
  readonly skipped: string | null
  /** Why it could not be run to its end; null if it was. */
  readonly failure: string | null
}

export interface ContractRun {
  readonly target: Pick<ContractTarget, 'name' | 'kind'>
  readonly cases: readonly CaseResult[]
  /** The maximum number of messages that were sent. */
  readonly sends: number
  /** A sentence for everything that could not be deleted. */
  readonly leftovers: readonly string[]
}

/** A number reserved for fiction. */
const fictionalNumber = '+13035550142'

/** Runs cases one after the other. In any case, it deletes the resources they created and reports how far it got. */
export async function runCases(
  target: ContractTarget,
  cases: readonly ContractCase[],
  options: RunOptions,
): Promise<ContractRun> {
  const leftovers = new Leftovers(target)
  const problems: string[] = []
  const results: CaseResult[] = []
  let sends = 0
  for (const contractCase of cases) {
    const skipped = findObjection(contractCase, target, options, sends)
    if (skipped !== null) {
      results.push({ contractCase, steps: [], skipped, failure: null })
      continue
    }
    sends += contractCase.sends ?? 0 // counted first: an interrupted case may have sent
    results.push(await runCase(target, contractCase, options, leftovers))
    problems.push(...(await leftovers.clear()))
  }
  return { target: { name: target.name, kind: target.kind }, cases: results, sends, leftovers: problems }
}

/** Why a case must not be run, or null. */
function findObjection(
  { id, sends = 0, leaves }: ContractCase,
  { kind, has = () => true }: ContractTarget,
  options: RunOptions,
  sent: number,
): string | null {
  const { number, maxSends, allowLeftovers, signal } = options
  if (signal?.aborted) return 'Not run: the run was interrupted.'
  if (!has(id)) return 'Not run: it is not in the recording.'
  if (kind !== 'upstream') return null
  if (leaves !== undefined && !allowLeftovers)
    return `Not run: it leaves ${leaves} behind that the API cannot delete. Allow it with --allow-leftovers.`
  if (sends === 0) return null
  if (number === undefined)
    return `Not run: it sends ${countOf(sends, 'message')}. Allow it with --allow-numbers and --max-sends.`
  if (sent + sends > maxSends)
    return `Not run: it sends ${countOf(sends, 'message')}, and ${maxSends - sent} of ${maxSends} are left. Allow it with --max-sends ${sent + sends}.`
  return null
}

async function runCase(
  target: ContractTarget,
  contractCase: ContractCase,
  options: RunOptions,
  leftovers: Leftovers,
): Promise<CaseResult> {
  const { number = fictionalNumber, prefix, signal } = options
  const variables = new Map(Object.entries({ number, prefix, ...target.variables }))
  const steps: StepResult[] = []
  for (const step of contractCase.steps) {
    try {
      signal?.throwIfAborted()
      if (step.wait !== undefined) {
        await target.wait(step.wait, signal)
        continue
      }
      const request = toRequest(contractCase, step, variables)
      const answer = await target.ask(request, signal)
      leftovers.record(request, answer)
      const expectations = (step.expect ?? []).map((expectation) => ({
        expectation,
        mismatches: matchAnswer(fill(expectation, variables), answer),
      }))
      for (const [name, pointer] of Object.entries(step.capture ?? {}))
        capture(variables, name, readPointer(answer.body, pointer))
      steps.push(unfill({ step, request, answer, expectations }, variables))
    } catch (error) {
      return { contractCase, steps, skipped: null, failure: explainFailure(error, step, signal) }
    }
  }
  return { contractCase, steps, skipped: null, failure: null }
}

/** A missing value is reported by the step that needs it. */
function capture(variables: Map<string, string>, name: string, value: unknown): void {
  if (typeof value === 'string') variables.set(name, value)
}

function explainFailure(error: unknown, { name }: CaseStep, signal: AbortSignal | undefined): string {
  if (signal?.aborted) return `Interrupted at "${name}".`
  if (error instanceof MissingVariableError)
    return `"${name}" needs the variable ${error.variable}, which no earlier step has captured.`
  const { message, cause } = error as Error
  return `"${name}" got no answer: ${cause instanceof Error ? cause.message : message}.`
}

function toRequest({ id }: ContractCase, step: CaseStep, variables: Variables): StepRequest {
  const { request = '', headers = {}, body } = step
  const [method = '', path = ''] = fill(request, escapeForPath(variables)).split(' ')
  const sent: Record<string, string | null> = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  }
  return {
    ...{ caseId: id, step: step.name, method, path },
    hasKey: !('authorization' in sent),
    headers: fill(
      Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null)) as Record<string, string>,
      variables,
    ),
    body:
      body === undefined || typeof body === 'string' ? fill(body, variables) : JSON.stringify(fill(body, variables)),
  }
}

/** Percent-encodes values, except for the plus sign of a number (H16). */
function escapeForPath(variables: Variables): Variables {
  return new Map([...variables].map(([name, value]) => [name, encodeURIComponent(value).replaceAll('%2B', '+')]))
}
