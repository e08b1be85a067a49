import { toJournal } from '../control-api/snapshot.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Settings } from '../core/settings.js'
import { createRun } from '../replay/create-run.js'
import { redactRun } from '../replay/redact-run.js'
import type { RunFile } from '../replay/run-file.js'
import { toSandboxFile } from '../sandbox-file/write-sandbox-file.js'
import { version } from '../version.js'
import { findLatencyPreset } from '../wire/latency-preset.js'
import type { EmulatorOptions } from './options.js'
import type { SharedParts } from './shared-parts.js'

/** Takes the run of an emulator, of one sandbox or of all. @param createdAt Unix milliseconds */
export async function takeRun(
  given: EmulatorOptions,
  shared: SharedParts,
  createdAt: number,
  sandbox?: Sandbox,
): Promise<RunFile> {
  const { tape } = shared
  const startedAt = tape?.startedAt ?? createdAt
  const recorded = tape?.take?.(sandbox?.name)
  const state = sandbox !== undefined && recorded === undefined ? { after: takeState(sandbox) } : {}
  const content = { ...(sandbox && { sandbox: sandbox.name }), before: {}, ...recorded, ...state }
  const run = createRun({ ...factsOf(given, shared), startedAt }, content)
  return redactRun(run, [...secretsOf(shared), ...(tape?.keys ?? [])])
}

/** The present state of a sandbox, and its journal. */
function takeState(sandbox: Sandbox) {
  const { clock, settings, hasFixedIds } = sandbox.world
  const origin = { now: clock.now(), sandbox: sandbox.name, dialect: settings.dialect, version }
  return {
    ...sandbox.run(toSandboxFile),
    snapshot: { ...origin, fixed_ids: hasFixedIds },
    journal: toJournal(sandbox, {}),
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
