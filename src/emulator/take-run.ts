import { toJournal } from '../control-api/snapshot.js'
import type { Sandbox } from '../core/sandbox.js'
import type { RunFile } from '../replay/run-file.js'
import { toSandboxFile } from '../sandbox-file/format.js'
import { version } from '../version.js'
import type { EmulatorOptions } from './options.js'
import type { SharedParts } from './shared-parts.js'

/** Creates the function that takes a run of a sandbox. What it needs is loaded at the first call. */
export function createRunTaker(given: EmulatorOptions, shared: SharedParts) {
  const startedAt = shared.options.now()
  return async (sandbox: Sandbox): Promise<RunFile> => {
    const [{ createRun }, { redactRun }] = await Promise.all([
      import('../replay/create-run.js'),
      import('../replay/redact-run.js'),
    ])
    const facts = { ...factsOf(given, shared), seed: shared.seedOf(sandbox.name), startedAt }
    const { clock, settings, hasFixedIds } = sandbox.world
    const origin = { now: clock.now(), sandbox: sandbox.name, dialect: settings.dialect, version }
    const after = {
      ...sandbox.run(toSandboxFile),
      snapshot: { ...origin, fixed_ids: hasFixedIds },
      journal: toJournal(sandbox),
    }
    return redactRun(createRun(facts, { sandbox: sandbox.name, before: {}, after }), secretsOf(shared))
  }
}

/** The facts about an emulator for its runs. Fixtures are written as their content. */
function factsOf(given: EmulatorOptions, { options, fixed, sources }: SharedParts) {
  const hasFixtures = given.fixtures !== undefined
  return {
    node: process.versions.node,
    hasFixedIds: fixed !== undefined,
    options: { ...given, dialect: options.dialect, ...(hasFixtures && { fixtures: sources.fixtures }) },
    savedAt: options.now(),
  }
}

function secretsOf({ options: { controlToken, webhookPrivateKey, upstreamKey } }: SharedParts): string[] {
  return [controlToken, webhookPrivateKey, upstreamKey].filter((secret) => secret !== undefined)
}
