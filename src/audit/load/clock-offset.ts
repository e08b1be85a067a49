import type { SandboxClient } from '../../client/connect.js'
import { CannotRunError } from '../../report/report.js'

/** Readings of the clock; each narrows the offset down. */
const readings = 15

/**
 * Finds out how far the clock of the sandbox is ahead of a stopwatch: each reading was made between its question and its
 * answer, and all must be right.
 *
 * @param now the stopwatch, in milliseconds
 * @returns milliseconds to subtract from a time of the sandbox; right to about a millisecond
 * @throws {CannotRunError} if the clock is frozen or was moved meanwhile
 */
export async function findClockOffset({ clock }: Pick<SandboxClient, 'clock'>, now: () => number): Promise<number> {
  let least = Number.NEGATIVE_INFINITY
  let most = Number.POSITIVE_INFINITY
  for (let reading = 0; reading < readings; reading++) {
    const askedAt = now()
    const state = await clock.now()
    const answeredAt = now()
    if (state.frozen)
      throw new CannotRunError(
        'The clock of the sandbox is frozen, so the time of the service cannot be told. Resume it with: tve clock resume',
      )
    const shown = Date.parse(state.now) // in whole milliseconds, rounded down
    least = Math.max(least, shown - answeredAt)
    most = Math.min(most, shown + 1 - askedAt)
  }
  if (least > most) throw new CannotRunError('The clock of the sandbox was moved while it was read. Run it again.')
  return (least + most) / 2
}
