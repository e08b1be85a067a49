import { CannotRunError, type Finding, type Report, type ReportTable, type Section } from '../../report/report.js'
import { countOf } from '../../wire/count-of.js'
import { suggest } from '../../wire/suggest.js'
import { farPatterns } from '../flow/far-numbers.js'
import { defaultPhonePattern } from '../flow/http-driver.js'
import { PhoneNumbers } from '../flow/phone-numbers.js'
import { SeededRandom } from '../flow/seeded-random.js'
import { describeCrashes } from '../login/application.js'
import { preflight } from '../login/audit-login.js'
import { type AuditContext, Scene } from '../login/scene.js'
import { defenses } from './defenses.js'
import { type ClockFinding, findClock } from './find-clock.js'
import { abuseChecks, judgeBill } from './findings.js'
import { type Charge, formatUsd, type Payer, readCharges, sumOf } from './ledger.js'
import { honestPerHour, patterns } from './patterns.js'
import { describeCost, drawCost } from './picture.js'
import { questions } from './questions.js'
import { type MoveApplication, RehearsalClock } from './rehearsal-clock.js'
import { Rehearser } from './rehearse.js'
import { ServiceWatch } from './service-watch.js'
import { addUp, type Bill, type Cut, formatTick, type PatternTally } from './tally.js'

export interface AbuseAuditOptions {
  /** Name of the flow file, for the report. */
  readonly file: string
  /** Pattern of the users' numbers, as in the flow file. */
  readonly phone: string | undefined
  /** Hours to rehearse where the clock can be moved. */
  readonly hours: number
  /** The order of requests follows from it. */
  readonly seed: string
  /** The most that abuse may cost in an hour, in millionths of a US dollar. */
  readonly maxMicroUsdPerHour: number | undefined
  /** Reasons by the check that is left out. */
  readonly skip: Readonly<Record<string, string>>
  /** Moves the clock of the application, if that is possible. */
  readonly moveApplication?: MoveApplication | undefined
}

const ids = Object.keys(abuseChecks)

/** Real time after which the rehearsal ends with the hour. Milliseconds. */
const longestMs = 120_000
/** Numbers for the preparation, and for each hour. */
const numbersBefore = 60
const numbersPerHour = 44

/**
 * Rehearses how a login is abused, mixed with honest users, and adds up the bill.
 *
 * @throws {CannotRunError} if an honest visitor cannot log in, or the numbers do not suffice
 */
export async function auditAbuse(context: AuditContext, options: AbuseAuditOptions): Promise<Report> {
  const { phone = defaultPhonePattern, seed, skip, maxMicroUsdPerHour, moveApplication } = options
  for (const id of Object.keys(skip))
    if (!ids.includes(id)) throw new CannotRunError(`--skip: ${suggest('check', id, ids)}`)
  const hoursOfNumbers = Math.floor((new PhoneNumbers(phone).count - numbersBefore) / numbersPerHour)
  if (hoursOfNumbers < 1)
    throw new CannotRunError(
      `phone ${phone} has too few numbers to rehearse with. Use at least 4 #, like +1303555####.`,
    )
  if (farPatterns(context.flow.countries ?? []).length === 0)
    throw new CannotRunError('countries lists every country that the rehearsal knows to be expensive.')
  const { emulator } = context
  const before = new Set((await emulator.snapshot.take()).verifications?.map(({ id }) => id))
  await preflight(context)
  const scene = new Scene(context)
  const clock = new RehearsalClock(emulator, moveApplication)
  const found = await findClock(scene, clock)
  const watch = new ServiceWatch(emulator)
  await watch.begin()
  const rehearser = new Rehearser(scene, {
    hours: found.kind === 'own' ? 1 : Math.min(options.hours, hoursOfNumbers),
    ...{ longestMs, clock, watch, random: new SeededRandom(seed) },
    waitsForCoolDown: found.kind === 'own',
  })
  const rehearsal = await rehearser.run()
  await watch.read()
  const payers = new Map<string, Payer>([
    ...rehearsal.attempts.map(({ phoneNumber, pattern }) => [phoneNumber, pattern] as const),
    ...rehearsal.honest.map(({ phoneNumber }) => [phoneNumber, 'honest'] as const),
  ])
  const charges = readCharges(await emulator.snapshot.take(), before, (number) => payers.get(number) ?? 'preparation')
  const bill = addUp(rehearsal, charges, clock.startedAt)
  const sharesAddress = context.driver.nextAddress() === undefined
  return toReport(bill, found, context, { ...options, sharesAddress, maxMicroUsdPerHour })
}

/** A finding that is left out keeps its place, with the reason. */
function leaveOut(finding: Finding, skip: AbuseAuditOptions['skip']): Finding {
  const { rule = '', place } = finding
  const reason = skip[rule]
  return reason === undefined ? finding : { kind: 'skipped', rule, place, sentence: `Left out: ${reason}` }
}

/** Abuse that ends the application keeps everyone out, and is cheaper than guessing. */
const crashSection: Section = {
  title: 'application',
  findings: [
    {
      ...{ kind: 'failed', rule: 'keeps-running', place: 'The application keeps running', severity: 'high' },
      sentence: 'The application ended during the rehearsal, and was started again.',
      expected: 'It keeps running',
      advice: 'Catch the error: the head of the report has the last output of the application.',
    },
  ],
}

interface ReportOptions extends AbuseAuditOptions {
  readonly sharesAddress: boolean
}

function toReport(bill: Bill, clock: ClockFinding, context: AuditContext, options: ReportOptions): Report {
  const { file, hours, seed } = options
  const { honest } = bill
  const advice = describeCrashes(context.application)
  return {
    title: `Abuse audit of ${context.driver.base.href}`,
    ...(advice !== undefined && { advice }),
    facts: [
      ['flow', file],
      ['time', describeTime(bill.hours, hours, clock)],
      ['messages', describeMessages(bill.charges)],
      ['abuse', describeCost(bill)],
      ['honest users', `${honest.filter(({ problem }) => problem === null).length} of ${honest.length} logged in`],
      ['seed', seed],
    ],
    file,
    tables: [toPatternTable(bill), toDefenseTable(bill.cuts)],
    pictures: [{ name: 'cost', title: 'Cost over time', description: describeCost(bill), svg: drawCost(bill) }],
    sections: [
      toClockSection(clock),
      ...(context.application?.firstCrash === undefined ? [] : [crashSection]),
      { title: 'abuse', findings: judgeBill(bill, options).map((finding) => leaveOut(finding, options.skip)) },
    ],
    questions,
  }
}

function describeTime(rehearsed: number, wanted: number, { kind }: ClockFinding): string {
  const hours = countOf(rehearsed, 'hour')
  if (kind === 'own') return `${hours}; the application keeps a clock of its own, so no longer time can be rehearsed`
  return rehearsed < wanted ? `${hours} of ${wanted}: requests took too long, or phone has too few numbers` : hours
}

function describeMessages(charges: readonly Charge[]): string {
  const prices = [...new Set(charges.map(({ microUsd }) => microUsd))].sort((one, other) => one - other)
  const each = prices.map((price) => `$${price / 1e6}`).join(' to ')
  const before = charges.filter(({ payer }) => payer === 'preparation')
  return `${charges.length} for ${formatUsd(sumOf(charges))} at ${each || '$0'} each; ${before.length} of them (${formatUsd(sumOf(before))}) prepared the rehearsal`
}

function toPatternTable({ patterns: tallies, honest, charges }: Bill): ReportTable {
  const own = charges.filter(({ payer }) => payer === 'honest')
  return {
    title: 'Patterns',
    headings: ['pattern', 'asked', 'sent', 'cost', 'most an hour', 'stopped by', 'what it does'],
    rows: [
      ...tallies.map((tally) => [
        patterns[tally.pattern].title,
        ...[String(tally.attempts), String(tally.sent), formatUsd(tally.microUsd), formatUsd(tally.busiestHour)],
        describeStops(tally),
        patterns[tally.pattern].about,
      ]),
      [
        'Honest users',
        String(honest.length),
        String(own.length),
        formatUsd(sumOf(own)),
        '',
        '',
        `${countOf(honestPerHour, 'user')} an hour log in`,
      ],
    ],
    numeric: [1, 2, 3, 4],
  }
}

function describeStops({ cuts, attempts, sent }: PatternTally): string {
  if (cuts.length > 0) return cuts.map(({ defense, tick }) => `${defenses[defense]} (${formatTick(tick)})`).join(', ')
  return sent >= attempts ? 'nothing' : ''
}

function toDefenseTable(cuts: readonly Cut[]): ReportTable {
  return {
    title: 'Defenses',
    headings: ['defense', 'first at', 'refused', 'first answer'],
    rows: cuts.map(({ defense, tick, refused, answer }) => [
      defenses[defense],
      formatTick(tick),
      String(refused),
      answer,
    ]),
    numeric: [2],
  }
}

function toClockSection({ kind, evidence }: ClockFinding): Section {
  const about = { rule: 'clock', place: 'The clock of the application can be moved' }
  const advice =
    'The rehearsal covers one hour, and waits for the cool-down in real time. Let a variable shorten it with env and coolDown in the flow file; a day costs up to 24 times the hour.'
  return {
    title: 'time',
    findings: [
      kind === 'own'
        ? { ...about, kind: 'unproven', sentence: evidence, advice }
        : { ...about, kind: 'passed', sentence: evidence },
    ],
  }
}
