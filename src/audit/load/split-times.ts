import { coveredMs } from './intervals.js'
import type { LoadResult } from './run-load.js'
import { type Step, type StepSample, steps, type UserRecord } from './virtual-user.js'

/** The time of one step or login, in its three parts. Milliseconds. */
export interface SplitTime {
  /** What the user has waited. */
  readonly whole: number
  /** The part in which the application waited for the service. */
  readonly service: number
  /** The part before the load got round to it. */
  readonly load: number
  /** The rest. */
  readonly application: number
}

export interface StepTimes {
  readonly step: Step
  /** Of the steps that worked. */
  readonly times: readonly SplitTime[]
  readonly errors: number
}

/** The waiting of one user who got in, without the time to read and type. */
export interface LoginTime extends SplitTime {
  /** After the start of the load. Milliseconds. */
  readonly arrivedMs: number
}

/** Splits every step: while a request about the user's number is at the service, the application waits for it. */
export function splitSteps({ users, requests }: Pick<LoadResult, 'users' | 'requests'>): StepTimes[] {
  const all = users.flatMap(({ phoneNumber, samples }) =>
    samples.map((sample) => ({ sample, ofNumber: requests.get(phoneNumber) ?? [] })),
  )
  return steps
    .map((step) => {
      const ofStep = all.filter(({ sample }) => sample.step === step)
      const good = ofStep.filter(({ sample }) => sample.error === null)
      const times = good.map(({ sample, ofNumber }) => splitTime(sample, ofNumber))
      return { step, times, errors: ofStep.length - good.length }
    })
    .filter(({ times, errors }) => times.length + errors > 0)
}

/** The logins of the users who got in, in the order of their arrival. */
export function splitLogins({
  users,
  requests,
  startedAt,
}: Pick<LoadResult, 'users' | 'requests' | 'startedAt'>): LoginTime[] {
  return users
    .filter(({ end }) => end === 'in')
    .map((user) => {
      const parts = user.samples.map((sample) => splitTime(sample, requests.get(user.phoneNumber) ?? []))
      const sum = (part: keyof SplitTime) => parts.reduce((total, time) => total + time[part], 0)
      return {
        ...{ whole: sum('whole'), load: sum('load'), service: sum('service'), application: sum('application') },
        arrivedMs: user.arrivedAt - startedAt,
      }
    })
}

function splitTime(sample: StepSample, requests: Parameters<typeof coveredMs>[1]): SplitTime {
  const { from, askedAt, to } = sample
  const whole = to - from
  const load = Math.max(0, askedAt - from)
  const service = coveredMs({ from: from + load, to }, requests)
  return { whole, load, service, application: whole - load - service }
}

/** The failures, the most frequent first. */
export function countErrors(users: readonly UserRecord[]): { step: Step; error: string; count: number }[] {
  const counts = new Map<string, { step: Step; error: string; count: number }>()
  for (const { step, error } of users.flatMap(({ samples }) => samples)) {
    if (error === null) continue
    const key = `${step} ${error}`
    const known = counts.get(key) ?? { step, error, count: 0 }
    counts.set(key, { ...known, count: known.count + 1 })
  }
  return [...counts.values()].sort((one, other) => other.count - one.count)
}
