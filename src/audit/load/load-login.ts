import { availableParallelism } from 'node:os'
import { CannotRunError, type Finding, type Report, type ReportTable } from '../../report/report.js'
import { formatDuration } from '../../wire/duration.js'
import { defaultPhonePattern } from '../flow/http-driver.js'
import { PhoneNumbers } from '../flow/phone-numbers.js'
import { type Budget, judgeLoad } from './findings.js'
import { formatMs, summarizeTimes, type TimeSummary } from './percentiles.js'
import { describeTimes, drawTimes } from './picture.js'
import { type LoadOptions, type LoadResult, runLoad } from './run-load.js'
import { countErrors, type LoginTime, type SplitTime, type StepTimes, splitLogins, splitSteps } from './split-times.js'

export interface LoginLoadOptions extends LoadOptions {
  /** Name of the flow file, for the report. */
  readonly file: string
  /** Pattern of the users' numbers, as in the flow file. */
  readonly phone: string | undefined
  readonly seed: string
  readonly budget: Budget
  /** The service that the application uses, in a few words. */
  readonly service: string
}

/**
 * Lets virtual users go through a login and reports how long they waited: for the application, and for the service.
 *
 * @throws {CannotRunError} if one user alone cannot log in, or the numbers do not suffice
 */
export async function loadLogin(options: LoginLoadOptions): Promise<Report> {
  const { users, phone = defaultPhonePattern } = options
  const { count } = new PhoneNumbers(phone)
  if (count <= users)
    throw new CannotRunError(
      `phone ${phone} has ${count} numbers, but ${users} users and the first login need ${users + 1}. Add a # to phone in the flow file, or use fewer --users.`,
    )
  return toReport(await runLoad(options), options)
}

function toReport(result: LoadResult, options: LoginLoadOptions): Report {
  const { file, driver } = options
  const stepTimes = splitSteps(result)
  const logins = splitLogins(result)
  return {
    title: `Load of the login at ${driver.base.href}`,
    facts: describeRun(result, options),
    file,
    figures: toFigures(result, stepTimes, logins),
    tables: [
      toTimeTable('As users wait', 'whole', stepTimes, logins),
      toTimeTable('Application', 'application', stepTimes, logins),
      toTimeTable('Service', 'service', stepTimes, logins),
      toTimeTable('Load itself', 'load', stepTimes, logins),
      toRequestTable(result),
      toErrorTable(result),
    ].filter(({ rows }) => rows.length > 0),
    pictures: [
      { name: 'times', title: 'Waiting of each user', description: describeTimes(logins), svg: drawTimes(logins) },
    ],
    sections: [{ title: 'load', findings: judgeLoad(result, stepTimes, options.budget) as Finding[] }],
  }
}

function describeRun({ users, startedAt, endedAt, ownDelays }: LoadResult, options: LoginLoadOptions): Report['facts'] {
  const { file, rampMs, thinkMs, mistype, resend, seed, service, maxSockets } = options
  const secs = (endedAt - startedAt) / 1000
  const count = (end: string) => users.filter((user) => user.end === end).length
  const unfinished = count('unfinished')
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`
  return [
    ['flow', file],
    [
      'users',
      `${users.length} of ${options.users}, arriving ${rampMs === 0 ? 'at once' : `within ${formatDuration(rampMs)}`}`,
    ],
    [
      'people',
      `think ${formatDuration(thinkMs)} (median), ${percent(mistype)} mistype, ${percent(resend)} ask for another code`,
    ],
    [
      'logins',
      `${count('in')} in, ${count('failed')} failed${unfinished > 0 ? `, ${unfinished} unfinished` : ''}, in ${secs.toFixed(1)} s`,
    ],
    ['service', service],
    [
      'machine',
      `${availableParallelism()} processors, Node.js ${process.versions.node}; this process was late by ${describeLate(ownDelays)}`,
    ],
    ['sockets', `at most ${maxSockets}, a new connection for each request`],
    ['seed', seed],
  ]
}

function describeLate(delays: readonly number[]): string {
  const { p50, p99, max } = summarizeTimes(delays)
  return max === null
    ? 'an unknown time'
    : `${formatMs(p50)} ms (p50), ${formatMs(p99)} ms (p99), ${formatMs(max)} ms (max)`
}

const headings = ['count', 'errors', 'p50', 'p95', 'p99', 'max']

const toCells = ({ p50, p95, p99, max }: TimeSummary) => [p50, p95, p99, max].map(formatMs)

function toTimeTable(
  title: string,
  part: keyof SplitTime,
  stepTimes: readonly StepTimes[],
  logins: readonly LoginTime[],
): ReportTable {
  const rows = stepTimes.map(({ step, times, errors }) => {
    const summary = summarizeTimes(times.map((time) => time[part]))
    return [step, String(summary.count), String(errors), ...toCells(summary)]
  })
  const whole = summarizeTimes(logins.map((login) => login[part]))
  return {
    title: `${title} (milliseconds)`,
    headings: ['step', ...headings],
    rows: [...rows, ['login', String(whole.count), '', ...toCells(whole)]],
    numeric: [1, 2, 3, 4, 5, 6],
  }
}

/** The requests of the application to the service, whether a user waited for them or not. */
function groupRequests({ requests }: Pick<LoadResult, 'requests'>) {
  const all = [...requests.values()].flat()
  const operations = [...new Set(all.map(({ operation }) => operation))].sort()
  return operations.map((operation) => {
    const ofOperation = all.filter((request) => request.operation === operation)
    const errors = ofOperation.filter(({ status }) => status === 0 || status >= 400).length
    return { operation, errors, summary: summarizeTimes(ofOperation.map(({ tookMs }) => tookMs)) }
  })
}

function toRequestTable(result: LoadResult): ReportTable {
  return {
    title: 'Requests to the service (milliseconds)',
    headings: ['operation', ...headings],
    rows: groupRequests(result).map(({ operation, errors, summary }) => [
      ...[operation, String(summary.count), String(errors)],
      ...toCells(summary),
    ]),
    numeric: [1, 2, 3, 4, 5, 6],
  }
}

function toErrorTable({ users }: LoadResult): ReportTable {
  return {
    title: 'Errors',
    headings: ['step', 'count', 'error'],
    rows: countErrors(users).map(({ step, count, error }) => [step, String(count), error]),
    numeric: [1],
  }
}

/** The same figures for programs. Times in milliseconds. */
function toFigures(result: LoadResult, stepTimes: readonly StepTimes[], logins: readonly LoginTime[]) {
  const { users, startedAt, endedAt, ownDelays, stopped } = result
  const split = (times: readonly SplitTime[]) => ({
    whole: summarizeTimes(times.map(({ whole }) => whole)),
    application: summarizeTimes(times.map(({ application }) => application)),
    service: summarizeTimes(times.map(({ service }) => service)),
    load: summarizeTimes(times.map(({ load }) => load)),
  })
  return {
    users: users.length,
    in: users.filter(({ end }) => end === 'in').length,
    failed: users.filter(({ end }) => end === 'failed').length,
    unfinished: users.filter(({ end }) => end === 'unfinished').length,
    interrupted: stopped !== null,
    tookMs: endedAt - startedAt,
    logins: split(logins),
    steps: Object.fromEntries(stepTimes.map(({ step, times, errors }) => [step, { errors, ...split(times) }])),
    requests: Object.fromEntries(
      groupRequests(result).map(({ operation, errors, summary }) => [operation, { errors, ...summary }]),
    ),
    errors: countErrors(users),
    ownDelays: summarizeTimes(ownDelays),
  }
}
