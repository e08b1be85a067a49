import type { MutantId } from './mutants.js'

/** One run of a test suite under `audit tests`, as its emulators see it. */
export interface AuditRun {
  /** The mutant of this run; null in the clean run, which only records what the suite reaches. */
  readonly mutant: MutantId | null
  /** Records what the suite has reached. A fact that was recorded before may be recorded again. */
  readonly record: (fact: AuditFact) => void
}

/** Something that a suite reached: `mutant:code-never-expires`, `operation:...`, `outcome:expired`, `event:verify.sent`. */
export type AuditFact = `${'mutant' | 'operation' | 'outcome' | 'event'}:${string}`

/** The lies that a world may tell. Only `audit tests` creates one; a world has none otherwise. */
export interface Mutation {
  readonly active: MutantId | null
  /** Notes that a mutant would change, or has changed, what happens. */
  readonly reach: (mutant: MutantId) => void
  /** Whether this is the first call, for mutants that lie once in each world. */
  readonly takeFirst: () => boolean
}

/** Creates the mutation of one world. */
export function createMutation({ mutant, record }: AuditRun): Mutation {
  let isFirst = true
  return {
    active: mutant,
    reach: (id) => record(`mutant:${id}`),
    takeFirst: () => {
      const wasFirst = isFirst
      isFirst = false
      return wasFirst
    },
  }
}

/** Something with a mutation, such as a world. */
interface Mutable {
  readonly mutation: Mutation | null
}

/**
 * Whether to lie here. Call it only where the lie would change what happens: the call also records that the suite has
 * reached the mutant.
 */
export function lies({ mutation }: Mutable, mutant: MutantId): boolean {
  if (mutation === null) return false
  mutation.reach(mutant)
  return mutation.active === mutant
}
