import { toNormalQuantile } from '../../wire/normal-quantile.js'
import type { SeededRandom } from '../flow/seeded-random.js'

/** What one virtual user does, and when. */
export interface PlannedUser {
  readonly index: number
  /** When the user arrives, after the start of the load. Milliseconds. */
  readonly arrivesMs: number
  /** How long the user reads and types a code. Milliseconds. */
  readonly thinkMs: number
  /** The user first types the code with a wrong digit. */
  readonly mistypes: boolean
  /** The user asks for another code before typing one. */
  readonly resends: boolean
  /** From 0 to 1: where in the code the wrong digit is, and which one. */
  readonly slip: number
}

export interface LoadShape {
  readonly users: number
  /** Over which time the users arrive. Milliseconds; 0 for all at once. */
  readonly rampMs: number
  /** The median time to read and type a code. Milliseconds. */
  readonly thinkMs: number
  /** Shares of users, 0 to 1. */
  readonly mistype: number
  readonly resend: number
}

/** The spread of the time to read and type a code: of a hundred people five take more than 2.3 times the median. */
const sigma = 0.5

/**
 * Plans the users, in the order in which they arrive. Arrivals are independent of each other and of the application, as
 * those of people are: some come together, and none waits for another.
 */
export function planUsers({ users, rampMs, thinkMs, mistype, resend }: LoadShape, random: SeededRandom): PlannedUser[] {
  const fraction = () => random.below(2 ** 32) / 2 ** 32
  const arrivals = Array.from({ length: users }, () => fraction() * rampMs).sort((one, other) => one - other)
  return arrivals.map((arrivesMs, index) => ({
    index,
    arrivesMs,
    thinkMs: thinkMs * Math.exp(sigma * toNormalQuantile(Math.min(Math.max(fraction(), 0.001), 0.999))),
    mistypes: fraction() < mistype,
    resends: fraction() < resend,
    slip: fraction(),
  }))
}

/** The code with one wrong digit. */
export function mistype(code: string, slip: number): string {
  const digits = [...code]
  const place = Math.floor(slip * digits.length)
  const step = 1 + (Math.floor(slip * digits.length * 9) % 9)
  digits[place] = String((Number(digits[place]) + step) % 10)
  return digits.join('')
}
