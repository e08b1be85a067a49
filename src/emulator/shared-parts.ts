import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { LongPolls, type SetTimer } from '../control-api/long-poll.js'
import { Turns } from '../control-api/turns.js'
import { Coverage } from '../core/coverage.js'
import type { OnCount } from '../core/coverage-counts.js'
import type { Latencies } from '../core/latencies.js'
import type { AuditRun } from '../core/mutation.js'
import { Random } from '../core/random.js'
import { RequestDurations } from '../core/request-durations.js'
import type { Settings } from '../core/settings.js'
import { namesOfEvents } from '../core/settings.js'
import { AnswerDelays } from '../http/answer-delays.js'
import { readSigning } from '../webhook/signing.js'
import { readIdleTime } from '../wire/duration.js'
import { InputError } from '../wire/input-error.js'
import { createWorldFactory } from '../worlds/world-factory.js'
import type { EmulatorTape } from './emulator-tape.js'
import { ProcessMonitor } from './process-monitor.js'
import type { CompleteOptions } from './read-options.js'
import { readSources } from './read-sources.js'
import { SandboxHost, type SandboxHostParts } from './sandbox-host.js'
import { toSettings } from './settings.js'

/** Milliseconds of a monotonic clock. */
const stopwatch = () => process.uptime() * 1000

/** Facts about the process that an emulator runs in. */
export interface ProcessFacts {
  /** The run of `audit tests` that the emulator belongs to. */
  readonly auditRun?: AuditRun | undefined
  /** Passes coverage on to the `exec` that the process belongs to. */
  readonly onCount?: OnCount | undefined
  /** Whether `localhost` is a container; asked when a webhook to it is refused. Absent if webhooks have no second try. */
  readonly isInContainer?: (() => boolean) | undefined
  /** Records a run, or repeats one. */
  readonly tape?: EmulatorTape | undefined
}

export type SharedParts = Awaited<ReturnType<typeof createSharedParts>>

/** Creates what both APIs share. The host is created last, so that an invalid option does not lock the data folder. */
export async function createSharedParts(
  options: CompleteOptions,
  { auditRun, onCount, isInContainer, tape }: ProcessFacts = {},
) {
  const seeds = readSeeds(options, tape)
  const { webhookPrivateKey: privateKey, standardWebhooks, onWarning } = options
  const signing = await readSigning({ seed: seeds.fixed, privateKey, standardWebhooks })
  const settings = toSettings(options, signing.publicKey, await openLatencies(options))
  if (auditRun !== undefined && options.passthrough)
    throw new InputError(
      'passthrough and `audit tests` cannot be combined: the answers of the real API cannot be changed.',
    )
  const passthroughSettings = options.passthrough ? await openPassthroughSettings(options) : undefined
  const { worldFactory, sources } = await openWorlds(options, seeds, settings)
  const webhookEvents = namesOfEvents(settings.webhooks)
  const coverage = new Coverage(webhookEvents, onCount)
  const turns = new Turns(pause)
  const longPolls = createLongPolls(turns, tape)
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
    durations: new RequestDurations(stopwatch),
    processMonitor: new ProcessMonitor(options.now),
    access: { allowedHosts: options.allowedHosts.map((name) => name.toLowerCase()), token: options.controlToken },
    /** Differs in each process. */
    bootId: drawSeed(),
    /** Where other machines of the network reach the emulator; filled when it listens there. */
    lanUrls: [] as string[],
    turns,
    longPolls,
    answerDelays: settings.latencies === null ? undefined : createAnswerDelays(longPolls, tape),
    tape,
    createRequestId: () => tape?.createRequestId(() => requestIds.uuid()) ?? requestIds.uuid(),
    onBug: (error: unknown) => onWarning(`Bug in the emulator: ${error instanceof Error ? error.stack : error}`),
    auditRun,
    isInContainer: isInContainer ?? (() => false),
    host: await openHost(options, {
      pause,
      worldFactory,
      signing,
      coverage,
      auditRun,
      tape,
      firstFile: tape?.firstFile,
      webhookTargets: { hosts: options.webhookHosts, isInContainer },
    }),
  }
}

/** @throws {InputError} for a phone number that is not E.164 */
async function openPassthroughSettings(options: CompleteOptions) {
  const { readPassthrough } = await import('../passthrough/options.js')
  return readPassthrough(options)
}

/** @throws {InputError} if the profile cannot be used */
async function openLatencies({ latencyProfile }: CompleteOptions): Promise<Latencies | null> {
  return latencyProfile === undefined
    ? null
    : (await import('../worlds/read-latencies.js')).readLatencies(latencyProfile)
}

interface Seeds {
  readonly seed: string
  /** The user's seed; undefined if the seed differs in each run. */
  readonly fixed: string | undefined
  readonly seedOf: (sandbox: string) => string
}

function readSeeds({ seed: given }: CompleteOptions, tape: EmulatorTape | undefined): Seeds {
  const fixed = given === undefined ? undefined : String(given)
  const seed = fixed ?? tape?.drawnSeed ?? drawSeed()
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
  parts: Pick<
    SandboxHostParts,
    'worldFactory' | 'signing' | 'coverage' | 'auditRun' | 'webhookTargets' | 'tape' | 'firstFile' | 'pause'
  >,
): Promise<SandboxHost> {
  const { maxSandboxes, whenFull, now, onCode, onWarning } = options
  const kept = {
    ...(await openKept(data, onWarning)),
    maxSandboxes,
    whenFull,
    sandboxIdleMs: readIdleTime(sandboxIdle),
    journalCapacity,
  }
  return new SandboxHost({ ...parts, ...kept, now, onCode, onWarning })
}

/** Opens a data folder. What stores and writes is loaded on demand, because most emulators live in memory. */
async function openKept(data: string | undefined, onWarning: (sentence: string) => void) {
  if (data === undefined) return { store: undefined, Persister: undefined }
  const { openStore, Persister } = await import('../persistence/open-store.js')
  return { store: await openStore(data, onWarning), Persister }
}

/** Draws a seed that differs in each run. It is not a secret, so Node's crypto, which is slow to load, is not needed. */
function drawSeed(): string {
  return `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`
}

/** Starts a timer of wall time. @returns a function that stops it */
const startTimer: SetTimer = (callback, ms) => {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}

function createLongPolls(turns: Turns, tape: EmulatorTape | undefined): LongPolls {
  const setTimer: SetTimer = (callback, ms) => {
    tape?.onWait()
    return startTimer(callback, ms)
  }
  return new LongPolls(setTimer, (callback) => turns.later(callback))
}

/** Lets other requests run. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Answers that are held back leave at once when the emulator closes. */
function createAnswerDelays(longPolls: LongPolls, tape: EmulatorTape | undefined): AnswerDelays {
  const delays = new AnswerDelays(stopwatch, startTimer, () => tape?.onWait())
  longPolls.onClose(() => delays.close())
  return delays
}
