import { DroppedSandboxes } from '../../core/dropped-sandboxes.js'
import { defaultProfileId, deleteProfile } from '../../core/profiles.js'
import { RequestDurations } from '../../core/request-durations.js'
import { Sandbox } from '../../core/sandbox.js'
import { defaultSandbox, Sandboxes } from '../../core/sandboxes.js'
import type { Settings } from '../../core/settings.js'
import { textOf, toWholeAnswer } from '../../http/answer.js'
import { createApp } from '../../http/app.js'
import { MadeCall } from '../../http/made-call.js'
import type { AppParts } from '../../http/parts.js'
import { createWorldFactory } from '../../worlds/world-factory.js'
import type { Shadow } from './shadow.js'

export interface ShadowOptions extends Pick<AppParts, 'control' | 'createRequestId' | 'onBug'> {
  readonly settings: Settings
  /** Unix milliseconds. */
  readonly wall: () => number
  readonly seed: string
}

/**
 * Creates a sandbox that is separate from those of the emulator: the same core and HTTP layer, initially empty, in
 * memory only, without overrides and webhooks.
 */
export function createShadow({ settings, wall, seed, control, createRequestId, onBug }: ShadowOptions): Shadow {
  const seedOf = () => `${seed}#shadow`
  const presets = { scenarios: [], faults: [], testNumbers: new Map() }
  const unlimited = { ...settings, limits: { requestsPerSecond: null, sendsPerNumber: null } }
  const worldFactory = createWorldFactory({
    seedOf,
    hasFixedIds: false,
    settings: unlimited,
    wall,
    fixtures: { version: 1 },
    fixturesName: 'nothing',
    presets,
  })
  const sandbox = new Sandbox({
    name: defaultSandbox,
    makeWorld: worldFactory.fresh(defaultSandbox),
    journalCapacity: 0,
  })
  sandbox.run((world) => deleteProfile(world, defaultProfileId))
  const app = createApp({
    dropped: new DroppedSandboxes(),
    sandboxLimits: { maxSandboxes: 1, idleMs: Number.POSITIVE_INFINITY },
    sandboxes: new Sandboxes({ limit: 1, now: () => 0, create: () => sandbox, onDrop: () => {} }),
    control,
    dialect: settings.dialect,
    access: { allowedHosts: [], token: undefined },
    createRequestId,
    whenReady: () => undefined,
    prepare: () => {},
    commit: () => {
      sandbox.takeChanges()
      return undefined
    },
    onKey: () => {},
    onRefusedPage: () => {},
    onAnswer: () => {},
    durations: new RequestDurations(() => 0), // never started
    onBug,
  })
  return {
    run: (command) => sandbox.run(command),
    answer: async ({ method, target, headers, body }) => {
      const url = `http://telnyx-verify-emulator.invalid${target}`
      const mayHaveBody = method !== 'GET' && method !== 'HEAD'
      const sent = body !== null && mayHaveBody ? { body } : {}
      const answer = await toWholeAnswer(await app(new MadeCall({ method, url, headers: joined(headers), ...sent })))
      return { status: answer.status, headers: answer.headers, body: textOf(answer.body) }
    },
  }
}

/** The values of a header that was sent several times, in one. */
function joined(headers: readonly (readonly [name: string, value: string])[]): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [name, value] of headers) all[name] = name in all ? `${all[name]}, ${value}` : value
  return all
}
