import type { ClockState } from '../../client/types.js'
import type { Probe } from './probe.js'

/** The result of a check. */
export interface Diagnosis {
  readonly level: 'ok' | 'warn' | 'fail'
  readonly text: string
  /** The next step. */
  readonly advice?: string
}

/** Everything the checks examine. */
export interface DoctorContext {
  /** Version of this command. */
  readonly version: string
  /** Like `v20.19.0`. */
  readonly nodeVersion: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the commands look for the emulator: scheme, host and port. */
  readonly origin: string
  /** Why the configuration cannot be read. */
  readonly configProblem: string | undefined
  readonly probe: (origin: string) => Promise<Probe>
  /** Reads the sandbox's clock. @throws {ControlError} {ConnectionError} */
  readonly readClock: () => Promise<ClockState>
  /** Unix milliseconds of this machine. */
  readonly wall: () => number
}

/** A check; it returns undefined if there is nothing to examine. */
export type Check = (context: DoctorContext) => Diagnosis | undefined | Promise<Diagnosis | undefined>

export const pass = (text: string): Diagnosis => ({ level: 'ok', text })
export const warn = (text: string, advice: string): Diagnosis => ({ level: 'warn', text, advice })
export const fail = (text: string, advice: string): Diagnosis => ({ level: 'fail', text, advice })
