import type { ClockState } from '../../client/types.js'
import type { Probe } from './probe.js'

/** What a check came to. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail'
  readonly text: string
  /** What to do about it. */
  readonly advice?: string
}

/** All that the checks look at. */
export interface Surroundings {
  /** Of the command. */
  readonly version: string
  /** Like `v20.19.0`. */
  readonly nodeVersion: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the verbs look for the emulator: scheme, host and port. */
  readonly origin: string
  /** Why the configuration cannot be read. */
  readonly configProblem: string | undefined
  readonly probe: (origin: string) => Promise<Probe>
  /** The sandbox's clock. @throws {ControlError} {ConnectionError} */
  readonly readClock: () => Promise<ClockState>
  /** Unix milliseconds of this machine. */
  readonly wall: () => number
}

/** Undefined: there is nothing to look at. */
export type Check = (surroundings: Surroundings) => Finding | undefined | Promise<Finding | undefined>

export const fine = (text: string): Finding => ({ level: 'ok', text })
export const doubt = (text: string, advice: string): Finding => ({ level: 'warn', text, advice })
export const failure = (text: string, advice: string): Finding => ({ level: 'fail', text, advice })
