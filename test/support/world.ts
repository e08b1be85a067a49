import { Clock } from '../../src/core/clock.js'
import type { Event } from '../../src/core/events.js'
import { createProfile } from '../../src/core/profiles.js'
import { Random } from '../../src/core/random.js'
import { Sandbox } from '../../src/core/sandbox.js'
import { createState } from '../../src/core/state.js'
import { createWorld, type World } from '../../src/core/world.js'

/** Creates a sandbox without HTTP, with a profile of all channels, and records its events. */
export function useWorld(parts: Partial<World> = {}) {
  let now = Date.UTC(2026, 0, 31)
  const events: Event[] = []
  const sandbox = new Sandbox({
    name: 'test',
    makeWorld: (own) =>
      createWorld({
        state: createState(),
        clock: new Clock(() => now),
        random: Random.fromSeed('test'),
        ...own,
        ...parts,
      }),
    observe: (event) => events.push(event),
  })
  const profile = sandbox.run((world) =>
    createProfile(world, { name: 'Acme', channels: { sms: {}, call: {}, flashcall: {}, whatsapp: {} } }),
  )
  return {
    sandbox,
    profile,
    events,
    /** Advances the wall clock. Milliseconds. */
    pass: (ms: number) => {
      now += ms
    },
  }
}
