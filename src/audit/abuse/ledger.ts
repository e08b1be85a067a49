import type { SandboxFile } from '../../client/types.js'
import { fromTimestamp } from '../../wire/timestamp.js'
import { type PatternId, tickMs } from './patterns.js'

/** Whose message it was. The preparation makes sure that logins work and finds out which clock the application uses. */
export type Payer = PatternId | 'honest' | 'preparation'

/** One message that was sent, and its price. */
export interface Charge {
  readonly payer: Payer
  readonly phoneNumber: string
  /** On the emulator's clock, in Unix milliseconds. */
  readonly at: number
  /** Millionths of a US dollar: sums stay exact. */
  readonly microUsd: number
}

/**
 * The charges of the records of a sandbox, oldest first. The prices are those that the emulator has booked.
 *
 * @param before IDs of verifications that are older than the rehearsal
 * @param payerOf whose number it is
 */
export function readCharges(
  { verifications = [] }: SandboxFile,
  before: ReadonlySet<string>,
  payerOf: (phoneNumber: string) => Payer,
): Charge[] {
  return verifications
    .filter(({ id }) => !before.has(id))
    .map(({ phone_number: phoneNumber, created_at: at, emulator }) => ({
      payer: payerOf(phoneNumber),
      phoneNumber,
      at: at === undefined ? 0 : fromTimestamp(at),
      microUsd: Math.round((emulator?.usd ?? 0) * 1e6),
    }))
    .sort((one, other) => one.at - other.at)
}

/** The sum of charges, in millionths of a US dollar. */
export function sumOf(charges: readonly Charge[]): number {
  return charges.reduce((sum, { microUsd }) => sum + microUsd, 0)
}

/** `$12.34`, rounded to the cent. */
export function formatUsd(microUsd: number): string {
  return `$${(Math.round(microUsd / 1e4) / 100).toFixed(2)}`
}

/** The charges by hour since a moment; charges before it are left out. */
export function sumByHour(charges: readonly Charge[], startedAt: number, hours: number): number[] {
  const sums = Array.from({ length: hours }, () => 0)
  for (const { at, microUsd } of charges) {
    const hour = Math.floor((at - startedAt) / 3_600_000)
    if (hour in sums) sums[hour] = (sums[hour] ?? 0) + microUsd
  }
  return sums
}

/** Messages that come an hour apart may seem a little closer. */
const windowMs = 3_600_000 - tickMs / 2

/** The most messages to any one number within any hour. */
export function busiestNumber(charges: readonly Charge[]): number {
  const times = new Map<string, number[]>()
  for (const { phoneNumber, at } of charges) times.set(phoneNumber, [...(times.get(phoneNumber) ?? []), at])
  return Math.max(
    0,
    ...[...times.values()].flatMap((all) =>
      all.map((at) => all.filter((other) => other >= at && other < at + windowMs).length),
    ),
  )
}
