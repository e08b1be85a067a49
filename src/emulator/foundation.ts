import { toWirePresets } from '../client/preset-names.js'
import { LongPolls } from '../control-api/long-poll.js'
import { Counting } from '../core/counting.js'
import { Random } from '../core/random.js'
import { namesOfEvents } from '../core/webhook-settings.js'
import { readPassthrough } from '../passthrough/options.js'
import { openStore } from '../persistence/open-store.js'
import { readSigning } from '../webhook/signing.js'
import { readScripted, type ScriptedOptions } from '../worlds/presets.js'
import { readFixtures } from '../worlds/read-file.js'
import { createWorldFactory } from '../worlds/world-factory.js'
import type { CompleteOptions } from './read-options.js'
import { SandboxHost } from './sandbox-host.js'
import { toSettings } from './settings.js'

export type Foundation = Awaited<ReturnType<typeof layFoundation>>

/** Everything that both APIs stand on. The store comes last: an invalid option must not lock the data folder. */
export async function layFoundation(options: CompleteOptions) {
  const { now, onCode, onWarning } = options
  const hasFixedIds = options.seed !== undefined
  const seed = String(options.seed ?? drawSeed())
  const seedOf = (sandbox: string) => `${seed}/${sandbox}`
  const signing = await readSigning({
    seed: hasFixedIds ? seed : undefined,
    privateKey: options.webhookPrivateKey,
    standardWebhooks: options.standardWebhooks,
  })
  const settings = toSettings(options, signing.publicKey)
  const scripted = readScripted(toWirePresets(options) as ScriptedOptions)
  const passing = options.passthrough ? readPassthrough(options) : undefined
  const { fixtures, fixturesName } = await readFixtures(options.fixtures)
  const worldFactory = createWorldFactory({
    seedOf,
    hasFixedIds,
    settings,
    wall: now,
    fixtures,
    fixturesName,
    scripted,
  })
  const webhookEvents = namesOfEvents(settings.webhooks)
  const coverage = new Counting(webhookEvents)
  const store = options.data === undefined ? undefined : await openStore(options.data, onWarning)
  const { maxSandboxes, journal: journalCapacity } = options
  const guard = { allowedHosts: options.allowedHosts.map((name) => name.toLowerCase()), token: options.controlToken }
  const requestIds = Random.fromSeed(`${seed}#requests`)
  return {
    options,
    seed,
    seedOf,
    signing,
    settings,
    passing,
    worldFactory,
    webhookEvents,
    coverage,
    guard,
    longPolls: createLongPolls(),
    host: new SandboxHost({
      worldFactory,
      store,
      signing,
      coverage,
      maxSandboxes,
      journalCapacity,
      now,
      onCode,
      onWarning,
    }),
    createRequestId: () => requestIds.uuid(),
    onFault: (error: unknown) => onWarning(`Bug in the emulator: ${error instanceof Error ? error.stack : error}`),
  }
}

/** A seed that differs in each run. It protects nothing, so Node's crypto, slow to load, is not needed. */
function drawSeed(): string {
  return `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`
}

function createLongPolls(): LongPolls {
  return new LongPolls((callback, ms) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  })
}
