import type { SeededRandom } from '../flow/seeded-random.js'

/** Ticks of an hour; a tick is 10 minutes of the emulator's clock. */
export const ticksPerHour = 6
export const tickMs = 3_600_000 / ticksPerHour

/** What people and scripts do to a login, by the ID in reports. The order is that of reports. */
export const patterns = {
  'numbers-in-row': {
    title: 'Numbers in a row',
    about: 'one address asks for 20 numbers in a row each hour, as fast as it can, with fresh cookies',
    attemptsIn: (tick: number) => (tick === 0 ? 20 : 0),
  },
  'slow-pump': {
    title: 'Slow pumping',
    about: 'one address asks for one new number every 10 minutes',
    attemptsIn: () => 1,
  },
  'many-addresses': {
    title: 'Many addresses',
    about: 'every 10 minutes two new addresses ask for one new number each',
    attemptsIn: () => 2,
  },
  'far-countries': {
    title: 'Expensive countries',
    about: 'every 10 minutes a new address asks for a number in a country that the application does not serve',
    attemptsIn: () => 1,
  },
  'one-phone': {
    title: 'One phone, many visitors',
    about: 'every 10 minutes two new visitors ask for a code to the same number',
    attemptsIn: () => 2,
  },
  'resend-loop': {
    title: 'Resend loop',
    about: 'one visitor asks for a code every 10 minutes, twice in a row',
    attemptsIn: () => 2,
  },
} as const satisfies Readonly<Record<string, Pattern>>

interface Pattern {
  readonly title: string
  readonly about: string
  /** @param tick within the hour */
  readonly attemptsIn: (tick: number) => number
}

export type PatternId = keyof typeof patterns

export const patternIds = Object.keys(patterns) as PatternId[]

/** Honest logins an hour. */
export const honestPerHour = 2

/** One request to plan for: an attack's, or the login of an honest user. */
export type PlannedStep = PatternId | 'honest'

/**
 * Plans one hour: the steps of each tick, honest users between the attacks.
 *
 * @example
 * ```ts
 * const [firstTick] = planHour(new SeededRandom('1'))
 * ```
 */
export function planHour(random: SeededRandom): PlannedStep[][] {
  const honestTicks = Array.from({ length: honestPerHour }, () => random.below(ticksPerHour))
  return Array.from({ length: ticksPerHour }, (_, tick) => {
    const attacks = patternIds.flatMap((id) => {
      const attempts: PlannedStep[] = Array.from({ length: patterns[id].attemptsIn(tick) }, () => id)
      // A cool-down shows only in requests to one number that follow each other.
      return isAboutOneNumber(id) ? [attempts] : attempts.map((attempt) => [attempt])
    })
    const honest = honestTicks.filter((other) => other === tick).map((): PlannedStep[] => ['honest'])
    return random.shuffle([...attacks, ...honest]).flat()
  })
}

const isAboutOneNumber = (id: PatternId) => id === 'one-phone' || id === 'resend-loop'
