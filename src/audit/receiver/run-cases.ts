import { CannotRunError } from '../../report/report.js'
import type { ReceiverCase } from './cases/case.js'
import { cases, forgedCases, goodCase, otherFamilyCase, unsignedCase } from './cases/cases.js'
import type { EventComposer } from './composer.js'
import { defaultStatusOf, type StatusPatterns, statusClassOf } from './expected-status.js'
import { type Answered, formatExpected, judgeAnswer } from './judge-answer.js'
import type { ReceiverPost, SendPost } from './post.js'
import { adviseOn, isInconclusive } from './preflight.js'
import type { ReceiverFinding, ReceiverReport } from './report.js'

/** What an audit works with. */
export interface AuditContext {
  readonly send: SendPost
  readonly composer: EventComposer
  readonly publicKey: string
  readonly timeoutMs: number
  /** By case name, where they differ from the default. */
  readonly expectedStatuses: ReadonlyMap<string, StatusPatterns>
}

interface CaseRun {
  /** The first unexpected answer, or else the last. */
  readonly answer: Answered
  readonly finding: ReceiverFinding
}

/** The cases that were run. */
type CaseRuns = Map<ReceiverCase, CaseRun>

/**
 * Runs every case that can show something, one after the other.
 *
 * @throws {CannotRunError} if the receiver cannot be reached at first
 */
export async function runReceiverCases(context: AuditContext): Promise<Pick<ReceiverReport, 'advice' | 'findings'>> {
  const good = await runCase(goodCase, context)
  const runs: CaseRuns = new Map([[goodCase, good]])
  let advice: string | null = null
  if (good.finding.kind === 'failed' && isInconclusive(good.answer)) {
    if (isOfClass('4xx', good.answer)) await runForgeries(runs, context)
    const wantsOtherFamily = isAccepted(otherFamilyCase, runs) && !isAccepted(unsignedCase, runs)
    advice = adviseOn(good.answer, context.publicKey, wantsOtherFamily)
  } else {
    await runOthers(runs, context)
  }
  const findings = cases.map((one) => {
    const missing = advice === null && one.needs ? one.needs : goodCase
    return runs.get(one)?.finding ?? toSkipped(one, missing, context)
  })
  return { advice, findings }
}

async function runOthers(runs: CaseRuns, context: AuditContext): Promise<void> {
  for (const one of cases) {
    const canShowSomething = one.needs === undefined || isAccepted(one.needs, runs)
    if (!runs.has(one) && canShowSomething) runs.set(one, await runCase(one, context))
  }
}

/** A receiver that refuses the good event refuses forged ones for the same reason; accepting one is still a failure. */
async function runForgeries(runs: CaseRuns, context: AuditContext): Promise<void> {
  for (const one of forgedCases) {
    const run = await runCase(one, context)
    if (!isInconclusive(run.answer)) runs.set(one, run)
  }
}

async function runCase(one: ReceiverCase, context: AuditContext): Promise<CaseRun> {
  const startedAt = process.uptime()
  let judged: { answer: Answered; finding: Omit<ReceiverFinding, 'tookMs'> } | undefined
  for (const post of one.compose(context.composer)) {
    const answer = await sendPost(post, one, context)
    judged = { answer, finding: judgeAnswer(one, answer, expectedOf(one, context), context.timeoutMs) }
    if (judged.finding.kind === 'failed') break
  }
  if (judged === undefined) throw new Error(`The case ${one.name} sends nothing.`)
  return { ...judged, finding: { ...judged.finding, tookMs: Math.round((process.uptime() - startedAt) * 1000) } }
}

/** An unreachable receiver cannot be audited; one that becomes unreachable during the audit has dropped the connection. */
async function sendPost(post: ReceiverPost, one: ReceiverCase, { send }: AuditContext): Promise<Answered> {
  const answer = await send(post)
  if (answer.outcome !== 'unreachable') return answer
  if (one === goodCase) throw new CannotRunError(answer.reason)
  return { outcome: 'dropped', reason: answer.reason }
}

function expectedOf(one: ReceiverCase, { expectedStatuses }: AuditContext): StatusPatterns {
  return expectedStatuses.get(one.name) ?? defaultStatusOf(one)
}

function isAccepted(one: ReceiverCase, runs: CaseRuns): boolean {
  const answer = runs.get(one)?.answer
  return answer !== undefined && isOfClass('2xx', answer)
}

function isOfClass(statusClass: string, answer: Answered): boolean {
  return answer.outcome === 'answered' && statusClassOf(answer.status) === statusClass
}

function toSkipped(one: ReceiverCase, missing: ReceiverCase, context: AuditContext): ReceiverFinding {
  return {
    kind: 'skipped',
    rule: one.name,
    place: one.sends,
    expected: formatExpected(expectedOf(one, context)),
    problem: null,
    sentence: `Meaningless unless ${missing.name} is accepted.`,
    tookMs: null,
  }
}
