import { defaultProfileId, deleteProfile } from '../../core/profiles.js'
import { Sandbox } from '../../core/sandbox.js'
import { defaultSandbox, Sandboxes } from '../../core/sandboxes.js'
import type { Settings } from '../../core/world.js'
import { type AppParts, createApp } from '../../http/app.js'
import { createWorldFactory } from '../../worlds/world-factory.js'
import type { Shadow } from './shadow.js'

export interface ShadowOptions {
  readonly settings: Settings
  /** Unix milliseconds. */
  readonly wall: () => number
  readonly seed: string
  readonly installation: AppParts['installation']
  readonly createRequestId: () => string
  readonly onFault: (error: unknown) => void
}

/**
 * A sandbox beside those of the emulator: the same core behind the same HTTP, empty at first, nothing scripted, nothing
 * kept, told to nobody; and what it would post as a webhook is dropped.
 */
export function createShadow({ settings, wall, seed, installation, createRequestId, onFault }: ShadowOptions): Shadow {
  const seedOf = () => `${seed}#shadow`
  const scripted = { scenarios: [], faults: [], testNumbers: new Map() }
  const unlimited = { ...settings, limits: { requestsPerSec: null, sendsPerNumber: null } }
  const worldFactory = createWorldFactory({
    seedOf,
    hasFixedIds: false,
    settings: unlimited,
    wall,
    fixtures: { version: 1 },
    fixturesName: 'nothing',
    scripted,
  })
  const sandbox = new Sandbox({
    name: defaultSandbox,
    makeWorld: worldFactory.fresh(defaultSandbox),
    journalCapacity: 0,
  })
  sandbox.run((world) => deleteProfile(world, defaultProfileId))
  const app = createApp({
    sandboxes: new Sandboxes({ limit: 1, create: () => sandbox, onDrop: () => {} }),
    installation,
    dialect: settings.dialect,
    guard: { allowedHosts: [], token: undefined },
    createRequestId,
    commit: () => {
      sandbox.takeChanges()
      return undefined
    },
    onKey: () => {},
    onAnswer: () => {},
    onFault,
  })
  return {
    get world() {
      return sandbox.world
    },
    answer: async ({ method, target, headers, body }) => {
      const url = `http://telnyx-verify-emulator.invalid${target}`
      const mayHaveBody = method !== 'GET' && method !== 'HEAD'
      const init: RequestInit = { method, headers }
      if (body !== null && mayHaveBody) init.body = new Uint8Array(body)
      const response = await app.fetch(new Request(url, init))
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
    },
  }
}
