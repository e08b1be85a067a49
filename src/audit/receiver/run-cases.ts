import { type AcceptedEvent, findAcceptedEvents } from './accepted-events.js'
import type { GenuineCase, ReceiverCase } from './cases/case.js'
import { cases, forgedCases, genuineCases, goodCase, otherFamilyCase, unsignedCase } from './cases/cases.js'
import { type AuditContext, isAcceptance, isOfClass, sendPost } from './context.js'
import { adviceOnEverythingAccepted, adviseOn, isInconclusive } from './diagnosis/advice.js'
import { diagnose } from './diagnosis/diagnose.js'
import { defaultStatusOf, formatExpected, type StatusPatterns } from './expected-status.js'
import { type Answered, judgeAnswer } from './judge-answer.js'
import type { ReceiverFinding, ReceiverReport } from './report.js'
import { runForgedCase } from './run-forgeries.js'

/** The cases that were run, and whether everything in them was accepted. */
type CaseRuns = Map<ReceiverCase, { readonly finding: ReceiverFinding; readonly isAccepted: boolean }>

/**
 * Runs every case that can show something, one after the other.
 *
 * @throws {CannotRunError} if the receiver cannot be reached at first
 */
export async function runReceiverCases(
  context: AuditContext,
): Promise<Pick<ReceiverReport, 'advice' | 'findings' | 'acceptedEvents'>> {
  const runs: CaseRuns = new Map()
  const good = await runGenuineCase(goodCase, 'verify.sent', runs, context, true)
  const isRefused = isInconclusive(good) && runs.get(goodCase)?.finding.kind === 'failed'
  const isElsewhere = isRefused && !isOfClass('4xx', good)
  const accepted = isElsewhere ? [] : await findAcceptedEvents(context)
  const isJudged = accepted.length > 0 || !isRefused
  if (isJudged) await runGenuineCases(runs, accepted, context)
  if (!isElsewhere) await runForgedCases(runs, accepted, good, context)
  return {
    advice: isJudged ? adviseOnAcceptance(runs) : await adviseOnRefusal(runs, good, context),
    findings: cases.map((one) => runs.get(one)?.finding ?? toSkipped(one, isJudged, context)),
    acceptedEvents: accepted.map(({ eventType }) => context.composer.nameOf(eventType)),
  }
}

async function runGenuineCases(
  runs: CaseRuns,
  accepted: readonly AcceptedEvent[],
  context: AuditContext,
): Promise<void> {
  const { eventType } = accepted.find(({ leadIn }) => leadIn.length === 0) ?? { eventType: 'verify.sent' as const }
  for (const one of genuineCases) {
    const canShowSomething = one.needs === undefined || runs.get(one.needs)?.isAccepted === true
    const isSent = one.about === undefined || context.hasCompletionEvent
    if (!runs.has(one) && canShowSomething && isSent) await runGenuineCase(one, eventType, runs, context)
  }
}

async function runForgedCases(
  runs: CaseRuns,
  accepted: readonly AcceptedEvent[],
  good: Answered,
  context: AuditContext,
): Promise<void> {
  for (const one of forgedCases) {
    const startedAt = process.uptime()
    const run = await runForgedCase(one, accepted, good, expectedOf(one, context), context)
    const finding = { ...run.finding, tookMs: msSince(startedAt) }
    runs.set(one, { finding, isAccepted: run.isEachAccepted })
  }
}

/** Sends the events of a case until one is not answered as expected. @returns the last answer */
async function runGenuineCase(
  one: GenuineCase,
  eventType: AcceptedEvent['eventType'],
  runs: CaseRuns,
  context: AuditContext,
  isFirst = false,
): Promise<Answered> {
  const startedAt = process.uptime()
  let judged: { answer: Answered; finding: Omit<ReceiverFinding, 'tookMs'> } | undefined
  for (const post of one.compose(context.composer, eventType)) {
    const answer = await sendPost(post, context, isFirst)
    judged = { answer, finding: judgeAnswer(one, answer, expectedOf(one, context), context.timeoutMs) }
    if (judged.finding.kind === 'failed') break
  }
  if (judged === undefined) throw new Error(`The case ${one.name} sends nothing.`)
  const { answer, finding } = judged
  runs.set(one, { finding: { ...finding, tookMs: msSince(startedAt) }, isAccepted: isAcceptance(answer) })
  return answer
}

const msSince = (startedAt: number) => Math.round((process.uptime() - startedAt) * 1000)

function expectedOf(one: ReceiverCase, { expectedStatuses }: AuditContext): StatusPatterns {
  return expectedStatuses.get(one.name) ?? defaultStatusOf(one)
}

function adviseOnAcceptance(runs: CaseRuns): string | null {
  const isEachAccepted = forgedCases.every((one) => {
    const run = runs.get(one)
    return run?.isAccepted && run.finding.kind === 'failed'
  })
  return isEachAccepted ? adviceOnEverythingAccepted : null
}

async function adviseOnRefusal(runs: CaseRuns, good: Answered, context: AuditContext): Promise<string | null> {
  if (!isInconclusive(good)) return null
  const { composer, publicKey } = context
  if (!isOfClass('4xx', good)) return adviseOn({ good, wantsOtherFamily: false }, publicKey)
  const wantsOtherFamily =
    runs.get(otherFamilyCase)?.isAccepted === true && runs.get(unsignedCase)?.isAccepted === false
  if (wantsOtherFamily) return adviseOn({ good, wantsOtherFamily }, publicKey)
  const reason = await diagnose(context)
  const unsigned = await sendPost(composer.post(composer.event('verify.sent'), {}), context)
  const missigned = await sendPost(composer.signWithAnotherKey(composer.event('verify.sent')), context)
  return adviseOn({ good, unsigned, missigned, reason, wantsOtherFamily }, publicKey)
}

function toSkipped(one: ReceiverCase, isJudged: boolean, context: AuditContext): ReceiverFinding {
  const { needs, about } = one.kind === 'genuine' ? one : {}
  const missing = isJudged && needs ? needs : goodCase
  return {
    kind: 'skipped',
    rule: one.name,
    place: one.sends,
    expected: formatExpected(expectedOf(one, context)),
    problem: null,
    sentence:
      isJudged && about !== undefined
        ? 'Not sent: the completion event is off.'
        : `Meaningless unless ${missing.name} is accepted.`,
    tookMs: null,
  }
}
