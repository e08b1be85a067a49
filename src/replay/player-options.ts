import type { Divergence } from './lane.js'

export interface PlayerOptions {
  /** Unix milliseconds of the machine's clock, for what follows a divergence. */
  readonly now: () => number
  /** Called with each divergence at once. */
  readonly onDivergence?: (divergence: Divergence) => void
}
