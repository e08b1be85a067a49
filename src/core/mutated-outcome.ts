import type { MutantId } from './mutants.js'
import { lies } from './mutation.js'
import type { Claim } from './outcomes.js'
import type { Outcome, Verification } from './records.js'
import type { World } from './world.js'

/** The outcome of a check under `audit tests`: another one if the active mutant lies about it. */
export function mutateOutcome(world: World, verification: Verification, claim: Claim, honest: Outcome): Outcome {
  if (world.mutation === null) return honest
  const lie = liesAbout(world, verification, claim, honest).find(([mutant]) => lies(world, mutant))
  return lie?.[1] ?? honest
}

type Lie = readonly [mutant: MutantId, outcome: Outcome]

/** The mutants that would change an outcome, and theirs. */
function liesAbout(world: World, verification: Verification, claim: Claim, honest: Outcome): Lie[] {
  if ('status' in claim) return honest === 'rejected' ? [['own-rejection-accepted', 'accepted']] : []
  const asIfPending = claim.code === verification.code ? 'accepted' : 'rejected'
  switch (honest) {
    case 'accepted':
      return liesAboutRight(world, verification)
    case 'rejected':
      return [['wrong-code-accepted', 'accepted'], ...liesAboutForeign(world, verification, claim.code)]
    case 'expired':
      return [['code-never-expires', asIfPending]]
    case 'max_attempts_exceeded':
      return [['attempts-never-exhausted', asIfPending]]
  }
}

function liesAboutRight(world: World, verification: Verification): Lie[] {
  return [
    ['right-code-rejected', 'rejected'],
    ['code-expires-at-once', 'expired'],
    ...(verification.failedChecks > 0 ? ([['attempts-exhausted-at-once', 'max_attempts_exceeded']] as const) : []),
    ...(hasNewer(world, verification) ? ([['newer-code-cancels-older', 'rejected']] as const) : []),
  ]
}

/** The lies about a wrong code that is right for another pending verification. */
function liesAboutForeign(world: World, { id, phoneNumber, profileId }: Verification, code: string): Lie[] {
  const mutants = new Set<MutantId>()
  for (const other of world.state.verifications.values()) {
    if (other.id === id || other.code !== code || other.status !== 'pending') continue
    if (other.phoneNumber !== phoneNumber) mutants.add('code-of-another-number-accepted')
    else if (other.profileId !== profileId) mutants.add('code-of-another-profile-accepted')
    else mutants.add('older-code-accepted')
  }
  return [...mutants].map((mutant) => [mutant, 'accepted'])
}

/** Whether a later verification was sent to the same number for the same profile. */
function hasNewer({ state }: World, verification: Verification): boolean {
  let other = state.numbers.get(verification.phoneNumber)?.newest ?? null
  while (other !== null && other !== verification && other.profileId !== verification.profileId) other = other.older
  return other !== verification
}

/** A mutant accepts a code that was used before. */
export function isReuseAccepted(world: World, { status, code }: Verification, claim: Claim): boolean {
  return status === 'accepted' && 'code' in claim && claim.code === code && lies(world, 'used-code-accepted')
}

/** A mutant accepts the code of another profile: the newest verification of the number, whatever its profile. */
export function findOfAnotherProfile(world: World, phoneNumber: string): Verification | null {
  const newest = world.state.numbers.get(phoneNumber)?.newest ?? null
  return newest !== null && lies(world, 'code-of-another-profile-accepted') ? newest : null
}
