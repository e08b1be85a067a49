import type { Verification } from '../core/records.js'
import type { World } from '../core/world.js'
import { isPause, type Steps } from '../wire/steps.js'
import type { ControlWire } from '../wire/types.js'
import type { SandboxFile } from './format.js'
import { toStoredVerification } from './records.js'
import { toOthersInSlices } from './write-sandbox-file.js'

/** A sandbox as it was at one moment, which is converted later. */
export interface SandboxCopy {
  /** Unix milliseconds of the sandbox's clock. */
  readonly now: number
  /** All but the verifications. */
  readonly others: SandboxFile
  /** Converted when they are read. */
  readonly verifications: Iterable<ControlWire['StoredVerification']>
}

/** Copies a sandbox: yields when others may run. The copy is of one moment only if nothing has changed meanwhile. */
export function* copyInSlices(world: World): Steps<SandboxCopy> {
  const copies: Verification[] = []
  for (const verification of world.state.verifications.copies()) {
    if (isPause(copies.push({ ...verification }), copiesInSlice)) yield
  }
  const others = yield* toOthersInSlices(world)
  return { now: world.clock.now(), others, verifications: convertEach(copies) }
}

/** The number of copies that are made without a pause: copying takes a fraction of the time of converting. */
const copiesInSlice = 2000

function* convertEach(verifications: readonly Verification[]): Generator<ControlWire['StoredVerification']> {
  for (const verification of verifications) yield toStoredVerification(verification)
}
