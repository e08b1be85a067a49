import { setImmediate } from 'node:timers'
import type {
  ControlContext,
  Reports,
  Runs,
  SandboxLifecycle,
  ServerFacts,
  WebhookSender,
} from '../control-api/control-context.js'
import type { LongPolls } from '../control-api/long-poll.js'
import { Turns } from '../control-api/turns.js'
import type { Coverage } from '../core/coverage.js'
import type { RequestDurations } from '../core/request-durations.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Tape } from '../core/tape.js'
import type { RunningPassthrough } from '../passthrough/open.js'
import { addRecords } from '../sandbox-file/add-records.js'
import { type SandboxFile, toSandboxFile, toSandboxFileInSlices } from '../sandbox-file/format.js'
import { version } from '../version.js'
import { finish, type Steps } from '../wire/steps.js'
import { readGivenFile } from '../worlds/read-file.js'
import type { WorldFactory } from '../worlds/world-factory.js'
import type { ProcessMonitor } from './process-monitor.js'
import type { SandboxHost } from './sandbox-host.js'

export interface ControlContextParts {
  readonly host: SandboxHost
  readonly worldFactory: WorldFactory
  readonly seedOf: (sandbox: string) => string
  /** Unix milliseconds of the wall clock. */
  readonly now: () => number
  readonly isClosing: () => boolean
  readonly bootId: string
  readonly page: ServerFacts['page']
  readonly longPolls: LongPolls
  readonly coverage: Coverage
  readonly durations: RequestDurations
  readonly processMonitor: ProcessMonitor
  readonly onMaskedShape: ControlContext['onMaskedShape']
  readonly webhookEvents: readonly string[]
  /** Undefined without passthrough, and before it is open. */
  readonly passthrough: () => RunningPassthrough | undefined
  readonly takeRun: Runs['take']
  readonly tape: Tape | undefined
}

/** Creates the context that operations of the control API use besides their sandbox. */
export function createControlContext(parts: ControlContextParts): ControlContext {
  return {
    server: createServerFacts(parts),
    sandboxes: createSandboxLifecycle(parts),
    webhooks: createWebhookSender(parts),
    reports: createReports(parts),
    runs: { take: parts.takeRun },
    documents: { read: readDocument },
    monitoring: {
      totals: parts.coverage.totals,
      durations: parts.durations,
      readProcess: () => parts.processMonitor.read(),
    },
    longPolls: parts.longPolls,
    turns: new Turns(pause),
    onMaskedShape: parts.onMaskedShape,
  }
}

/** Reads an OpenAPI document of the package on demand. */
async function readDocument(name: 'control' | 'verify', origin: string) {
  const { readApiDocument } = await import('../documents/api-documents.js')
  const { document, etag } = await readApiDocument(name, origin)
  return { body: document, etag }
}

/** The process: health and time. */
function createServerFacts({ now, isClosing, bootId, page }: ControlContextParts): ServerFacts {
  const startedSecs = process.uptime()
  const nodeVersion = process.versions.node
  return { version, nodeVersion, bootId, page, uptimeSecs: () => process.uptime() - startedSecs, isClosing, wall: now }
}

/** Lets other requests run. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The life cycle of sandboxes: reset, restore, extend and remove. */
function createSandboxLifecycle({ host, worldFactory, seedOf }: ControlContextParts): SandboxLifecycle {
  return {
    seedOf,
    list: () => {
      host.sandboxes.dropIdle()
      return [...host.sandboxes.all()].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    count: () => host.sandboxes.count,
    dropped: () => host.dropped.list(),
    reset: (sandbox) => host.replaceWorld(sandbox, () => sandbox.reset()),
    restore: async (sandbox, file) => {
      const stopListening = sandbox.listen(() => {}) // it must not be dropped meanwhile
      try {
        const snapshot = await readGivenFile(file, 'the snapshot', pause)
        const { world, makeWorld } = await worldFactory.restoredInSlices(sandbox.name, snapshot, 'the snapshot', pause)
        host.replaceWorld(sandbox, () => sandbox.restore(makeWorld), await host.draft(sandbox, world))
      } finally {
        stopListening()
      }
    },
    extend: async (sandbox, file) => {
      const stopListening = sandbox.listen(() => {}) // it must not be dropped meanwhile
      try {
        const added = await readGivenFile(file, 'the body', pause)
        await extendInSlices(sandbox, added, host, worldFactory)
      } finally {
        stopListening()
      }
    },
    remove: (sandbox) => host.delete(sandbox),
  }
}

/**
 * Adds records to a sandbox: makes a world in slices, which replaces the present one if nothing has changed meanwhile. The
 * second try holds the requests that would change something; what falls due by itself may still end it.
 *
 * @throws {FileError} and changes nothing in that case
 */
async function extendInSlices(
  sandbox: Sandbox,
  added: SandboxFile,
  host: SandboxHost,
  worldFactory: WorldFactory,
): Promise<void> {
  const tryOnce = () => tryToExtend(sandbox, added, host, worldFactory)
  if ((await tryOnce()) || (await holding(sandbox, tryOnce))) return
  const whole = finish(addRecords(toSandboxFile(sandbox.world), added))
  host.replaceWorld(sandbox, () => sandbox.replaceWorld(worldFactory.restored(sandbox.name, whole, 'the body')))
}

/** @returns false if the sandbox has changed meanwhile; nothing is added then */
async function tryToExtend(
  sandbox: Sandbox,
  added: SandboxFile,
  host: SandboxHost,
  worldFactory: WorldFactory,
): Promise<boolean> {
  sandbox.runDue()
  const { revision, world: before } = sandbox
  const isCurrent = () => sandbox.world === before && sandbox.revision === revision
  const present = await inSlices(toSandboxFileInSlices(before), pause)
  const whole = await inSlices(addRecords(present, added), pause)
  const { world, makeWorld } = await worldFactory.restoredInSlices(sandbox.name, whole, 'the body', pause)
  if (!isCurrent()) return false
  const draft = await host.draft(sandbox, world)
  sandbox.runDue()
  if (!isCurrent()) {
    draft?.discard()
    return false
  }
  host.replaceWorld(sandbox, () => sandbox.replaceWorld(makeWorld), draft)
  return true
}

/** Does work during which no request changes the sandbox. Several such works follow each other. */
async function holding<Result>(sandbox: Sandbox, work: () => Promise<Result>): Promise<Result> {
  while (sandbox.heldUntil !== undefined) await sandbox.heldUntil
  const working = work()
  const held = working.then(
    () => {},
    () => {},
  )
  sandbox.heldUntil = held
  try {
    return await working
  } finally {
    sandbox.heldUntil = undefined
  }
}

/** Does work with a pause at each of its breaks. */
async function inSlices<Result>(steps: Steps<Result>, pause: () => Promise<void>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    await pause()
  }
}

/** Sending and signing of webhooks. */
function createWebhookSender({ host: { dispatcher }, webhookEvents, tape }: ControlContextParts): WebhookSender {
  return {
    eventNames: webhookEvents,
    drain: (sandbox, only) => {
      tape?.onWait()
      return dispatcher.drain(sandbox, only)
    },
    sign: (sandbox, event, url) => dispatcher.sign(sandbox, event, url),
  }
}

/** The coverage of all sandboxes since the start, and the report of passthrough. */
function createReports({ coverage, passthrough }: ControlContextParts): Reports {
  return {
    coverage: (of) => coverage.countsOf(of),
    clearCoverage: (of) => coverage.clear(of),
    contract: () => passthrough()?.report(),
  }
}
