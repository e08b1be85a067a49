import type { Finding } from '../../report/report.js'
import { formatMs, percentileOf, summarizeTimes } from './percentiles.js'
import type { LoadResult } from './run-load.js'
import type { StepTimes } from './split-times.js'

/** What a load may cost before it counts as failed. */
export interface Budget {
  /** The share of users who may fail to get in, 0 to 1. */
  readonly maxFailed: number
  /** The time within which 95 % of the answers of each step must come; undefined for any. Milliseconds. */
  readonly maxP95Ms: number | undefined
}

/** A load that is later than this blurs what it measures. Milliseconds. */
const blurMs = 50

/** Judges a load: who got in, how long it took, and whether the load itself can be trusted. */
export function judgeLoad(result: LoadResult, stepTimes: readonly StepTimes[], budget: Budget): Finding[] {
  return [
    ...judgeEnd(result),
    judgeLogins(result, budget),
    ...(budget.maxP95Ms === undefined ? [] : judgeTimes(stepTimes, budget.maxP95Ms)),
    judgeOwnDelay(result),
    ...judgeClock(result),
  ]
}

function judgeEnd({ stopped, users }: LoadResult): Finding[] {
  if (stopped === null) return []
  const sentence =
    stopped === 'interrupted'
      ? `Interrupted after ${users.length} users had arrived. The figures are those until then.`
      : `The emulator was lost: ${stopped.message} The figures are those until then.`
  return [{ kind: 'could-not-run', rule: 'whole-load', place: 'The load runs to its end', sentence }]
}

function judgeLogins({ users }: LoadResult, { maxFailed }: Budget): Finding {
  const about = { rule: 'logins', place: 'Users get in' }
  const done = users.filter(({ end }) => end !== 'unfinished')
  const failed = done.filter(({ end }) => end === 'failed')
  if (done.length === 0) return { ...about, kind: 'unproven', sentence: 'No user has finished.' }
  const sentence = `${done.length - failed.length} of ${done.length} users got in.`
  if (failed.length <= maxFailed * done.length) return { ...about, kind: 'passed', sentence }
  const examples = failed.slice(0, 5).map(({ phoneNumber, samples }) => {
    const { step, error } = samples.find((sample) => sample.error !== null) ?? {}
    return `${phoneNumber}: ${step}: ${error}`
  })
  return {
    ...about,
    kind: 'failed',
    severity: 'high',
    sentence,
    expected: maxFailed === 0 ? 'All' : `At most ${Math.round(maxFailed * 1000) / 10} % fail`,
    actual: examples.join('\n'),
  }
}

function judgeTimes(stepTimes: readonly StepTimes[], maxP95Ms: number): Finding[] {
  return stepTimes
    .filter(({ times }) => times.length > 0)
    .map(({ step, times }) => {
      const { p95 } = summarizeTimes(times.map(({ whole }) => whole))
      const about = { rule: 'p95', place: `95 % of the answers to ${step} come in time` }
      const sentence = `They took ${formatMs(p95)} ms or less.`
      if ((p95 ?? 0) <= maxP95Ms) return { ...about, kind: 'passed', sentence }
      const [application, service, load] = (['application', 'service', 'load'] as const).map((part) =>
        formatMs(summarizeTimes(times.map((time) => time[part])).p95),
      )
      return {
        ...about,
        ...{ kind: 'failed', severity: 'medium', sentence },
        expected: `At most ${formatMs(maxP95Ms)} ms`,
        actual: `p95 of the application ${application} ms, of the service ${service} ms, of the load itself ${load} ms`,
      }
    })
}

/** Whether the load was punctual, so that its own delay is not taken for the application's. */
function judgeOwnDelay({ users, ownDelays }: LoadResult): Finding {
  const late = users.flatMap(({ samples }) => samples.map(({ from, askedAt }) => askedAt - from)).sort((a, b) => a - b)
  const sent = percentileOf(late, 0.99) ?? 0
  const { p99: loop } = summarizeTimes(ownDelays)
  const sentence = `99 % of the requests began within ${formatMs(sent)} ms of their time, and this process was late by ${formatMs(loop ?? 0)} ms (p99).`
  const about = { rule: 'own-delay', place: 'The load itself is punctual' }
  if (sent <= blurMs && (loop ?? 0) <= blurMs) return { ...about, kind: 'passed', sentence }
  return {
    ...about,
    ...{
      kind: 'unproven',
      sentence: `${sentence} What users waited for the load is in the table "Load itself"; its connections also took the application's time.`,
    },
    advice: 'Use fewer users or a longer --ramp, or more processors, and nothing else on the machine.',
  }
}

function judgeClock({ isClockSteady }: LoadResult): Finding[] {
  if (isClockSteady) return []
  return [
    {
      ...{ kind: 'unproven', rule: 'clock', place: 'The clock of the sandbox keeps its pace' },
      sentence: 'The clock of the sandbox was moved during the load, so application and service cannot be told apart.',
    },
  ]
}
