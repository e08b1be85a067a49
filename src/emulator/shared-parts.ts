import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { LongPolls } from '../control-api/long-poll.js'
import { Turns } from '../control-api/turns.js'
import { Coverage } from '../core/coverage.js'
import type { AuditRun } from '../core/mutation.js'
import { Random } from '../core/random.js'
import { RequestDurations } from '../core/request-durations.js'
import type { Settings } from '../core/settings.js'
import { namesOfEvents } from '../core/settings.js'
import { readPassthrough } from '../passthrough/options.js'
import { openStore } from '../persistence/open-store.js'
import { readSigning } from '../webhook/signing.js'
import { readIdleTime } from '../wire/duration.js'
import { InputError } from '../wire/input-error.js'
import { createWorldFactory } from '../worlds/world-factory.js'
import { ProcessMonitor } from './process-monitor.js'
import type { CompleteOptions } from './read-options.js'
import { readSources } from './reloader.js'
import { SandboxHost, type SandboxHostParts } from './sandbox-host.js'
import { toSettings } from './settings.js'

/** Facts about the process that an emulator runs in. */
export interface ProcessFacts {
  /** The run of `audit tests` that the emulator belongs to. */
  readonly auditRun?: AuditRun | undefined
  /** Whether `localhost` is a container; asked when a webhook to it is refused. Absent if webhooks have no second try. */
  readonly isInContainer?: (() => boolean) | undefined
}

export type SharedParts = Awaited<ReturnType<typeof createSharedParts>>

/** Creates what both APIs share. The host is created last, so that an invalid option does not lock the data folder. */
export async function createSharedParts(options: CompleteOptions, { auditRun, isInContainer }: ProcessFacts = {}) {
  const seeds = readSeeds(options)
  const { webhookPrivateKey: privateKey, standardWebhooks, onWarning } = options
  const signing = await readSigning({ seed: seeds.fixed, privateKey, standardWebhooks })
  const settings = toSettings(options, signing.publicKey)
  if (auditRun !== undefined && options.passthrough)
    throw new InputError(
      'passthrough and `audit tests` exclude each other: the answers of the real API cannot be changed.',
    )
  const passthroughSettings = options.passthrough ? readPassthrough(options) : undefined
  const { worldFactory, sources } = await openWorlds(options, seeds, settings)
  const webhookEvents = namesOfEvents(settings.webhooks)
  const coverage = new Coverage(webhookEvents)
  const turns = new Turns(pause)
  const requestIds = Random.fromSeed(`${seeds.seed}#requests`)
  return {
    ...seeds,
    options,
    signing,
    settings,
    passthroughSettings,
    worldFactory,
    sources,
    webhookEvents,
    coverage,
    durations: new RequestDurations(() => process.uptime() * 1000),
    processMonitor: new ProcessMonitor(options.now),
    access: { allowedHosts: options.allowedHosts.map((name) => name.toLowerCase()), token: options.controlToken },
    /** Differs in each process. */
    bootId: drawSeed(),
    /** Where other machines of the network reach the emulator; filled when it listens there. */
    lanUrls: [] as string[],
    turns,
    longPolls: createLongPolls(turns),
    createRequestId: () => requestIds.uuid(),
    onBug: (error: unknown) => onWarning(`Bug in the emulator: ${error instanceof Error ? error.stack : error}`),
    auditRun,
    isInContainer: isInContainer ?? (() => false),
    host: await openHost(options, {
      pause,
      worldFactory,
      signing,
      coverage,
      auditRun,
      webhookTargets: { hosts: options.webhookHosts, isInContainer },
    }),
  }
}

interface Seeds {
  readonly seed: string
  /** The user's seed; undefined if the seed differs in each run. */
  readonly fixed: string | undefined
  readonly seedOf: (sandbox: string) => string
}

function readSeeds({ seed: given }: CompleteOptions): Seeds {
  const fixed = given === undefined ? undefined : String(given)
  const seed = fixed ?? drawSeed()
  return { seed, fixed, seedOf: (sandbox) => `${seed}/${sandbox}` }
}

/** @throws {FileError} when the fixtures cannot be used, {InputError} for an invalid preset */
async function openWorlds(options: CompleteOptions, { seedOf, fixed }: Seeds, settings: Settings) {
  const sources = await readSources(options)
  const hasFixedIds = fixed !== undefined
  const worldFactory = createWorldFactory({ seedOf, hasFixedIds, settings, wall: options.now, ...sources })
  return { worldFactory, sources }
}

async function openHost(
  { data, journal: journalCapacity, sandboxIdle, ...options }: CompleteOptions,
  parts: Pick<SandboxHostParts, 'worldFactory' | 'signing' | 'coverage' | 'auditRun' | 'webhookTargets' | 'pause'>,
): Promise<SandboxHost> {
  const { maxSandboxes, whenFull, now, onCode, onWarning } = options
  const store = data === undefined ? undefined : await openStore(data, onWarning)
  const kept = { store, maxSandboxes, whenFull, sandboxIdleMs: readIdleTime(sandboxIdle), journalCapacity }
  return new SandboxHost({ ...parts, ...kept, now, onCode, onWarning })
}

/** Draws a seed that differs in each run. It is not a secret, so Node's crypto, which is slow to load, is not needed. */
function drawSeed(): string {
  return `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`
}

function createLongPolls(turns: Turns): LongPolls {
  const setTimer = (callback: () => void, ms: number) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  }
  return new LongPolls(setTimer, (callback) => turns.later(callback))
}

/** Lets other requests run. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
