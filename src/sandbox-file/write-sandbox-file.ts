import type { World } from '../core/world.js'
import { finish, mapInSteps, type Steps } from '../wire/steps.js'
import { toVerifiedNumber } from '../wire/verified-number.js'
import type { SandboxFile } from './format.js'
import { toStoredOverrides, toStoredTestNumbers } from './overrides.js'
import { toStoredNumberCode, toStoredProfile, toStoredVerification } from './records.js'
import { toStoredWebhooksInSlices } from './webhooks.js'

/** The number of records that are converted without a pause. */
const inSlice = 250

/** Converts a whole sandbox to a file. */
export function toSandboxFile(world: World): SandboxFile {
  return finish(toSandboxFileInSlices(world))
}

/** Like `toSandboxFile`, in slices: yields when others may run. The file is of one moment only if nothing has changed. */
export function* toSandboxFileInSlices(world: World): Steps<SandboxFile> {
  const verifications = yield* mapInSteps(world.state.verifications.copies(), toStoredVerification, inSlice)
  return { ...(yield* toOthersInSlices(world)), verifications }
}

/** All of a sandbox but its verifications. Yields when others may run. */
export function* toOthersInSlices(world: World): Steps<SandboxFile> {
  const { state } = world
  const testNumbers = toStoredTestNumbers(world)
  return {
    version: 1,
    meta: toMeta(world),
    profiles: yield* mapInSteps(state.profiles.values(), toStoredProfile, inSlice),
    templates: [...state.templates.values()],
    verified_numbers: yield* mapInSteps(state.verifiedNumbers.values(), toVerifiedNumber, inSlice),
    number_codes: yield* mapInSteps(state.messages.numberCodes, toStoredNumberCode, inSlice),
    ...(testNumbers && { test_numbers: testNumbers }),
    overrides: toStoredOverrides(world),
    ...(state.webhooks.createdCount > 0 && { webhooks: yield* toStoredWebhooksInSlices(state.webhooks) }),
  }
}

export function toMeta(world: World): NonNullable<SandboxFile['meta']> {
  const { offsetMs, frozenMs } = world.clock.position
  return {
    random: [...world.random.cursor],
    sequence: world.state.sequence,
    last_id_ms: world.state.lastIdMs,
    offset_ms: offsetMs,
    frozen_ms: frozenMs,
  }
}
