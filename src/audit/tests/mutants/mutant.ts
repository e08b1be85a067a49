import type { MutantId } from '../../../core/mutants.js'
import type { Step } from '../sketches/step.js'

/** What a person has to know about a mutant. */
export interface Mutant {
  /** The rule of FIDELITY.md that it breaks, or the fault that it injects. */
  readonly breaks: string
  /** What the service does, to follow "the service": `accepts a wrong code`. */
  readonly lie: string
  /** What reaches it, to follow "no test": `checks a wrong code`. */
  readonly reachedBy: string
  /** The login it would let through, or the damage, if no test notices it. A sentence. */
  readonly risk: string
  /** `tolerate` for what the service may do: a correct application carries on, and no test has to fail. */
  readonly expects: 'notice' | 'tolerate'
  /** The test to write. */
  readonly test: { readonly title: string; readonly steps: readonly Step[] }
}

/** The mutants of one subject. */
export type MutantsOf<Id extends MutantId> = Readonly<Record<Id, Mutant>>
