import { type AcceptedEvent, sendEvent, sendTwin } from './accepted-events.js'
import type { ForgedCase, Forgery } from './cases/case.js'
import { type AuditContext, isAcceptance } from './context.js'
import { formatExpected, isExpected, type StatusPatterns } from './expected-status.js'
import { type Answered, formatAnswer, judgeAnswer } from './judge-answer.js'
import type { ReceiverFinding } from './report.js'

/** A forged event, and its genuine twins before and after it. */
interface Trial {
  readonly forgery: Forgery
  readonly event: AcceptedEvent
  readonly answer: Answered
  /** The first answer of a genuine twin that was not a 2xx. Undefined if every twin was accepted. */
  readonly refusal: Answered | undefined
  readonly hasTwinAfter: boolean
}

interface ForgedRun {
  readonly finding: Omit<ReceiverFinding, 'tookMs'>
  /** Whether the receiver accepted each forged event. */
  readonly isEachAccepted: boolean
}

/** The most genuine twins on either side of a forged event. Their number varies, or a receiver that counts would pass. */
const mostTwins = 2

/** Used when the receiver accepts no event at all: the acceptance of a forged one is a failure all the same. */
const anyEvent: AcceptedEvent = { eventType: 'verify.sent', leadIn: [] }

/**
 * Forges events of every type that the receiver accepts. Refusing one proves nothing unless its genuine twin was
 * accepted just before and just after it.
 *
 * @param accepted the types that the receiver accepts; empty if it accepts none
 * @param good the answer to the good event
 */
export async function runForgedCase(
  one: ForgedCase,
  accepted: readonly AcceptedEvent[],
  good: Answered,
  expected: StatusPatterns,
  context: AuditContext,
): Promise<ForgedRun> {
  const trials: Trial[] = []
  const [main, ...others] = one.forgeries
  const tryOne = async (forgery: Forgery, event: AcceptedEvent) => {
    const before = trials.at(-1)
    const hasTwin = before?.event === event && before.forgery.details === forgery.details && before.hasTwinAfter
    trials.push(await tryForgery(forgery, event, context, { hasTwin, refusal: accepted.length > 0 ? undefined : good }))
  }
  if (accepted.length === 0) await tryOne(main, anyEvent)
  for (const event of accepted) await tryOne(main, event)
  // The last type says the most: a code was accepted.
  const event = accepted.at(-1)
  if (event !== undefined) for (const forgery of others) await tryOne(forgery, event)
  const finding = judgeTrials(one, trials, expected, context.timeoutMs)
  return { finding, isEachAccepted: trials.every(({ answer }) => isAcceptance(answer)) }
}

/** What is known before a trial. */
interface Known {
  /** Whether a genuine twin has just been accepted. */
  readonly hasTwin: boolean
  /** The answer to the good event, if the receiver accepts no event at all: twins would show nothing new. */
  readonly refusal: Answered | undefined
}

async function tryForgery(forgery: Forgery, event: AcceptedEvent, context: AuditContext, known: Known): Promise<Trial> {
  const details = forgery.details?.(context.composer) ?? {}
  let { refusal } = known
  const sendTwins = async () => {
    for (let left = 1 + context.composer.pick(mostTwins); left > 0 && refusal === undefined; left--) {
      const answer = await sendTwin(event, details, context)
      if (!isAcceptance(answer)) refusal = answer
    }
  }
  if (!known.hasTwin) await sendTwins()
  const toForged = (content: Parameters<Forgery['forge']>[1]) => forgery.forge(context.composer, content)
  const answer = await sendEvent(event, details, toForged, context)
  const isRefused = !isAcceptance(answer)
  if (isRefused) await sendTwins()
  return { forgery, event, answer, refusal, hasTwinAfter: isRefused && refusal === undefined }
}

function judgeTrials(one: ForgedCase, trials: readonly Trial[], expected: StatusPatterns, timeoutMs: number) {
  const judge = (found: readonly Trial[]) => judgeAnswer(one, (found[0] as Trial).answer, expected, timeoutMs)
  const isRight = ({ answer }: Trial) => answer.outcome === 'answered' && isExpected(answer.status, expected)

  const taken = trials.filter((trial) => isAcceptance(trial.answer) && !isRight(trial))
  if (taken.length > 0) {
    const finding = judge(taken)
    return { ...finding, sentence: `${finding.sentence} Accepted: ${listTrials(taken)}.` }
  }
  const wrong = trials.filter((trial) => trial.refusal === undefined && !isRight(trial))
  if (wrong.length > 0) {
    const finding = judge(wrong)
    return { ...finding, sentence: `${finding.sentence} Sent: ${listTrials(wrong)}.` }
  }
  // An acceptance that the user expects needs no twin.
  const open = trials.find((trial) => trial.refusal !== undefined && !isAcceptance(trial.answer))
  if (open !== undefined) return toProvesNothing(one, open, expected, timeoutMs)
  const { actual } = judge(trials)
  const sentence = trials.some(({ answer }) => isAcceptance(answer))
    ? `Answered ${actual}, as you expect. The audit cannot see whether the event was used.`
    : `Answered ${actual}; ${trials.length} forged ${trials.length === 1 ? 'event' : 'events'}, each between accepted genuine ones.`
  return { ...judge(trials), sentence }
}

/** `64 random bytes (verify.sent, verify.delivered), 64 zero bytes (verify.delivered)`. */
function listTrials(trials: readonly Trial[]): string {
  const types = new Map<Forgery, string[]>()
  for (const { forgery, event } of trials) types.set(forgery, [...(types.get(forgery) ?? []), event.eventType])
  return [...types].map(([{ sends }, names]) => `${sends} (${names.join(', ')})`).join('; ')
}

function toProvesNothing(
  { name, sends }: ForgedCase,
  { forgery, event, answer, refusal }: Trial,
  expected: StatusPatterns,
  timeoutMs: number,
): Omit<ReceiverFinding, 'tookMs'> {
  const isLimited = refusal?.outcome === 'answered' && refusal.status === 429
  return {
    kind: 'proves-nothing',
    rule: name,
    place: sends,
    expected: formatExpected(expected),
    actual: formatAnswer(answer, timeoutMs),
    problem: 'unproven',
    sentence: `Refused, which proves nothing: the same ${event.eventType} event, correctly signed, was not accepted either (${refusal === undefined ? 'no answer' : formatAnswer(refusal, timeoutMs)}). Sent: ${forgery.sends}.`,
    advice: isLimited
      ? 'Switch off the rate limit of your app for the audit, and audit again.'
      : 'Make your handler accept the genuine event first, and audit again.',
  }
}
