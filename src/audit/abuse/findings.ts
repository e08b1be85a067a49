import type { Finding, Reference, Severity } from '../../report/report.js'
import { asvs, forgotPasswordCheatSheet, mfaCheatSheet } from '../login/references.js'
import { defenses } from './defenses.js'
import { busiestNumber, formatUsd } from './ledger.js'
import type { PatternId } from './patterns.js'
import { type Bill, formatTick, type PatternTally } from './tally.js'

/** More codes than one phone needs within an hour. */
const mostCodes = 5
/** More numbers than one address needs within an hour: half of those that the pattern asks for. */
const mostNumbers = 10

export interface JudgeOptions {
  /** All visitors share one address, so that no limit by address can be told from one of the total. */
  readonly sharesAddress: boolean
  /** The most that abuse may cost in an hour, in millionths of a US dollar. */
  readonly maxMicroUsdPerHour: number | undefined
}

type Judgement = Pick<Finding, 'kind' | 'sentence'> & Partial<Finding>

interface AbuseCheck {
  readonly title: string
  readonly severity: Severity
  readonly risk: string
  readonly advice: string
  readonly references: readonly Reference[]
  readonly judge: (bill: Bill, options: JudgeOptions) => Judgement
}

/** What a rehearsal demands, by the ID in reports. */
export const abuseChecks = {
  'number-limit': {
    title: 'One number gets few codes an hour',
    severity: 'high',
    risk: 'Anyone can flood a phone with messages in your name, and you pay for them.',
    advice: 'Count the codes to each number, whatever session or address asks for them, resends included.',
    references: [asvs('2.4.1'), forgotPasswordCheatSheet],
    judge: (bill) => {
      const most = busiestNumber(chargesOf(bill, 'one-phone', 'resend-loop'))
      const seen = `One number got up to ${most} codes within an hour.`
      return most <= mostCodes ? passed(seen) : failed(seen, `At most ${mostCodes}`, String(most))
    },
  },
  'resend-cool-down': {
    title: 'A second code must wait',
    severity: 'medium',
    risk: 'A script sends code after code from one browser, as fast as it can.',
    advice: 'Refuse another code for 30 to 60 seconds, and longer each time.',
    references: [asvs('2.4.1'), forgotPasswordCheatSheet],
    judge: (bill) => {
      const cut = tallyOf(bill, 'resend-loop').cuts.find(({ defense }) => defense === 'cool-down')
      if (cut !== undefined) return passed(`A second code right after the first was refused: ${cut.answer}`)
      const { sent } = tallyOf(bill, 'resend-loop')
      return failed(
        `No second code had to wait; ${sent} codes were sent to one visitor in a loop.`,
        'A pause of 30 seconds or more',
      )
    },
  },
  'address-limit': {
    title: 'One address cannot ask for many numbers',
    severity: 'high',
    risk: 'Fraudsters earn a share of each message to their own numbers (SMS pumping), and you pay the bill.',
    advice: 'Limit the numbers for each address, and ask for a proof of work or a CAPTCHA beyond that.',
    references: [asvs('2.4.1'), mfaCheatSheet],
    judge: (bill, { sharesAddress }) => {
      if (sharesAddress)
        return {
          kind: 'skipped',
          sentence:
            'All visitors share one address here. Name the header of your proxy with address, or run the audit on Linux.',
        }
      const tally = tallyOf(bill, 'numbers-in-row')
      const perHour = Math.round(tally.sent / bill.hours)
      const seen = `One address got codes for ${perHour} of ${Math.round(tally.attempts / bill.hours)} numbers an hour, ${formatUsd(tally.busiestHour)} an hour.`
      return perHour <= mostNumbers
        ? passed(seen)
        : failed(seen, `At most ${mostNumbers} numbers an hour`, String(perHour))
    },
  },
  'country-list': {
    title: 'Codes go only to countries that the application serves',
    severity: 'high',
    risk: 'SMS pumping pays most where a message costs most.',
    advice:
      'Allow only the countries of your users: in the form, and with whitelisted_destinations in the profile. If you serve more, list them with countries in the flow file.',
    references: [asvs('2.4.1'), mfaCheatSheet],
    judge: (bill) => {
      const { sent, attempts } = tallyOf(bill, 'far-countries')
      const seen = `${sent} of ${attempts} codes were sent to countries that the flow file does not list.`
      return sent === 0 ? passed(seen) : failed(seen, 'None', String(sent))
    },
  },
  'total-limit': {
    title: 'Abuse from many addresses is limited in total',
    severity: 'medium',
    risk: 'A botnet stays below every other limit; only the total gives it away.',
    advice:
      'Set daily_spend_limit and daily_spend_limit_enabled in the profile, alert on a sudden rise, and ask for a proof of work when it does.',
    references: [asvs('2.4.1'), asvs('16.3.3')],
    judge: (bill) => {
      const tally = tallyOf(bill, 'many-addresses')
      if (tally.sent < tally.attempts) return passed(describeCuts(tally))
      return {
        kind: 'vendor-default',
        sentence: `All ${tally.sent} codes for many addresses were sent: nothing limits the total, and the profile has no daily spend limit unless you set one.`,
        expected: 'A daily spend limit, or a limit of the total',
      }
    },
  },
  'honest-users': {
    title: 'Honest users get in during the attack',
    severity: 'medium',
    risk: 'Even an attack that costs you nothing keeps your users out.',
    advice:
      'Limit by number and by address before the total, so that a limit meets the attacker first; raise a limit that users share.',
    references: [asvs('6.1.1')],
    judge: ({ honest }, { sharesAddress }) => {
      const [first, ...others] = honest.filter(({ problem }) => problem !== null)
      if (first === undefined) return passed(`All ${honest.length} honest logins worked.`)
      const reason = first.stoppedBy === null ? '' : `, because of the ${defenses[first.stoppedBy]}`
      const seen = `${others.length + 1} of ${honest.length} honest logins did not work, the first at ${formatTick(first.tick)}: ${first.problem}${reason}.`
      return sharesAddress
        ? { kind: 'skipped', sentence: `${seen} All visitors share one address here, which may be the reason.` }
        : failed(seen, 'All')
    },
  },
  'hourly-bill': {
    title: 'The bill of an hour stays below its limit',
    severity: 'high',
    risk: 'This is what an attack of this size costs you, until someone notices.',
    advice: 'Tighten the limits of the patterns that cost most, and set a daily spend limit in the profile.',
    references: [asvs('2.4.1')],
    judge: ({ busiestHour }, { maxMicroUsdPerHour }) => {
      const seen = `Abuse cost up to ${formatUsd(busiestHour)} in an hour.`
      if (maxMicroUsdPerHour === undefined) return passed(`${seen} Set --max-usd-per-hour to demand a limit.`)
      const expected = `At most ${formatUsd(maxMicroUsdPerHour)}`
      return busiestHour <= maxMicroUsdPerHour ? passed(seen) : failed(seen, expected, formatUsd(busiestHour))
    },
  },
} as const satisfies Readonly<Record<string, AbuseCheck>>

export type AbuseCheckId = keyof typeof abuseChecks

/** Judges the bill. If no honest user ever got in, a refusal proves nothing. */
export function judgeBill(bill: Bill, options: JudgeOptions): Finding[] {
  const isProven = bill.honest.some(({ problem }) => problem === null)
  return Object.entries<AbuseCheck>(abuseChecks).map(([rule, { title, judge, ...about }]): Finding => {
    const judgement = judge(bill, options)
    if (judgement.kind === 'passed' && !isProven && rule !== 'hourly-bill')
      return {
        ...{ rule, place: title, kind: 'could-not-run' },
        sentence: `Proves nothing: no honest login worked during the rehearsal. ${judgement.sentence}`,
      }
    return judgement.kind === 'failed' || judgement.kind === 'vendor-default'
      ? { rule, place: title, ...about, ...judgement }
      : { rule, place: title, ...judgement }
  })
}

const passed = (sentence: string): Judgement => ({ kind: 'passed', sentence })

const failed = (sentence: string, expected: string, actual?: string): Judgement => ({
  kind: 'failed',
  sentence,
  expected,
  ...(actual !== undefined && { actual }),
})

function tallyOf({ patterns }: Bill, pattern: PatternId): PatternTally {
  const tally = patterns.find((candidate) => candidate.pattern === pattern)
  if (tally === undefined) throw new Error(`the pattern ${pattern} was not rehearsed`)
  return tally
}

const chargesOf = ({ charges }: Bill, ...patterns: readonly PatternId[]) =>
  charges.filter(({ payer }) => patterns.some((pattern) => pattern === payer))

/** `12 of 48 messages; stopped at 03:20 by the daily spend limit of the profile`. */
function describeCuts({ sent, attempts, cuts }: PatternTally): string {
  const first = cuts.map(({ defense, tick }) => `${defenses[defense]} at ${formatTick(tick)}`).join(', ')
  return `${sent} of ${attempts} codes were sent, then stopped: ${first}.`
}
