import type { Answer, Pending } from '../http/answer.js'
import type { Call } from '../http/call.js'
import type { Divergence } from './lane.js'

/** The emulator without a tape. */
export type AnswerCall = (call: Call) => Pending<Answer>

export interface PlayerOptions {
  /** Unix milliseconds of the machine's clock, for what follows a divergence. */
  readonly now: () => number
  /** Called with each divergence at once. */
  readonly onDivergence?: (divergence: Divergence) => void
}
