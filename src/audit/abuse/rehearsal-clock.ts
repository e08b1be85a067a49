import type { SandboxClient } from '../../client/connect.js'
import { tickMs } from './patterns.js'

const dayMs = 86_400_000
/**
 * Ticks are a little longer than 10 minutes: requests take real time, and a limit of an hour must be over for sure when
 * its hour has passed, or the outcome would depend on the speed of the machine.
 */
const marginMs = 2000

/** Tells the application how far its clock is ahead of the real one. Milliseconds. */
export type MoveApplication = (offsetMs: number) => void

/** The clock of the rehearsal: the emulator's, and with it the application's if that can be moved. */
export class RehearsalClock {
  #startedAt = 0

  constructor(
    private readonly emulator: SandboxClient,
    private readonly moveApplication: MoveApplication = () => {},
  ) {}

  /** When the rehearsal began, in Unix milliseconds. */
  get startedAt(): number {
    return this.#startedAt
  }

  /** Moves on by a number of milliseconds. */
  async advance(ms: number): Promise<void> {
    this.#follow((await this.emulator.clock.advance(ms)).clock.offsetMs)
  }

  /** Begins a day in UTC, because a daily spend limit counts those. */
  async beginDay(): Promise<void> {
    const now = Date.parse((await this.emulator.clock.now()).now)
    this.#startedAt = (Math.floor(now / dayMs) + 1) * dayMs
    await this.moveTo(0)
  }

  /** Moves to the beginning of a tick. Requests take real time, too, which must not add up. */
  async moveTo(tick: number): Promise<void> {
    this.#follow((await this.emulator.clock.set(this.#startedAt + tick * (tickMs + marginMs))).clock.offsetMs)
  }

  #follow(offsetMs: number): void {
    this.moveApplication(offsetMs)
  }
}
