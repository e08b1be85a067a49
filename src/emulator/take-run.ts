import { createShowEntry } from '../control-api/shown-entry.js'
import { toSnapshotFacts } from '../control-api/snapshot.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Settings } from '../core/settings.js'
import { createRun } from '../replay/create-run.js'
import { redactRun } from '../replay/redact-run.js'
import type { RunFile } from '../replay/run-file.js'
import { version } from '../version.js'
import { findLatencyPreset } from '../wire/latency-preset.js'
import { inSlices, mapInSteps } from '../wire/steps.js'
import type { EmulatorOptions } from './options.js'
import { createSandboxLifecycle } from './sandbox-lifecycle.js'
import type { SharedParts } from './shared-parts.js'

/** Takes the run of an emulator, of one sandbox or of all. @param createdAt Unix milliseconds */
export async function takeRun(
  given: EmulatorOptions,
  shared: SharedParts,
  createdAt: number,
  sandbox?: Sandbox,
): Promise<RunFile> {
  const { tape, turns } = shared
  const startedAt = tape?.startedAt ?? createdAt
  const recorded = tape?.take?.(sandbox?.name)
  const after = sandbox !== undefined && recorded === undefined ? await takeState(sandbox, shared) : undefined
  const content = { ...(sandbox && { sandbox: sandbox.name }), before: {}, ...recorded, ...(after && { after }) }
  const run = createRun({ ...factsOf(given, shared), startedAt }, content)
  return inSlices(redactRun(run, [...secretsOf(shared), ...(tape?.keys ?? [])]), turns.pause)
}

/** The number of records and journal entries that are converted without a pause. */
const inSlice = 100

/** The present state of a sandbox, and its journal. Both are of one moment, although they are converted later. */
async function takeState(sandbox: Sandbox, shared: SharedParts): Promise<NonNullable<RunFile['after']>> {
  const { pause } = shared.turns
  const { now, others, verifications } = await createSandboxLifecycle({ ...shared, pause }).copy(sandbox)
  const snapshot = toSnapshotFacts(sandbox, now, version)
  const entries = sandbox.journal.copy()
  const show = createShowEntry(sandbox, {})
  return {
    ...others,
    verifications: await inSlices(
      mapInSteps(verifications, (record) => record, inSlice),
      pause,
    ),
    snapshot,
    journal: await inSlices(mapInSteps(entries.oldestFirst(), show, inSlice), pause),
  }
}

/** The facts about an emulator for its runs. Fixtures and latencies are written as their content. */
function factsOf(given: EmulatorOptions, { options, settings, seed, fixed, sources }: SharedParts) {
  const hasFixtures = given.fixtures !== undefined
  const latencyProfile = toLatencyOption(given, settings)
  return {
    node: process.versions.node,
    seed,
    hasFixedIds: fixed !== undefined,
    options: {
      ...given,
      latencyProfile,
      dialect: options.dialect,
      ...(hasFixtures && { fixtures: sources.fixtures }),
    },
    savedAt: options.now(),
  }
}

/** The latencies of an emulator as an option. The file that a path names may not exist where the run is replayed. */
function toLatencyOption({ latencyProfile: given }: EmulatorOptions, { latencies }: Settings) {
  if (latencies === null || typeof given !== 'string' || findLatencyPreset(given) !== undefined) return given
  const { byOperation, others } = latencies
  const curves = [...byOperation, ...(others === null ? [] : [['*', others] as const])]
  return {
    version: 1,
    source: 'the emulator that recorded the run',
    operations: Object.fromEntries(curves.map(([operation, quantiles]) => [operation, { quantiles }])),
  }
}

function secretsOf({ options: { controlToken, webhookPrivateKey, upstreamKey } }: SharedParts): string[] {
  return [controlToken, webhookPrivateKey, upstreamKey].filter((secret) => secret !== undefined)
}
