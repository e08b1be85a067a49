import type { LongPolls } from '../control-api/long-poll.js'
import type { Installation } from '../control-api/operation.js'
import type { Counting } from '../core/counting.js'
import type { RunningPassthrough } from '../passthrough/open.js'
import { addRecords } from '../sandbox-file/add-records.js'
import { toSandboxFile } from '../sandbox-file/format.js'
import { version } from '../version.js'
import { readGivenFile } from '../worlds/read-file.js'
import type { WorldFactory } from '../worlds/world-factory.js'
import type { SandboxHost } from './sandbox-host.js'

export interface ControlContextParts {
  readonly host: SandboxHost
  readonly worldFactory: WorldFactory
  readonly seedOf: (sandbox: string) => string
  /** Unix milliseconds of the wall clock. */
  readonly now: () => number
  readonly isClosing: () => boolean
  readonly bootId: string
  readonly page: Installation['page']
  readonly longPolls: LongPolls
  readonly coverage: Counting
  readonly webhookEvents: readonly string[]
  /** Undefined before passthrough is open, and where there is none. */
  readonly passthrough: () => RunningPassthrough | undefined
}

/** Everything that operations of the control API know beside their sandbox. */
export function createControlContext(parts: ControlContextParts): Installation {
  return {
    ...toServerContext(parts),
    ...toWorldContext(parts),
    ...toSandboxesContext(parts),
    ...toWebhookContext(parts),
    ...toCoverageContext(parts),
    contract: () => parts.passthrough()?.report(),
    bootId: parts.bootId,
    page: parts.page,
  }
}

type Part<Name extends keyof Installation> = Pick<Installation, Name>

/** The process: health and time. */
function toServerContext({
  now,
  seedOf,
  isClosing,
  longPolls,
}: ControlContextParts): Part<'version' | 'uptimeSecs' | 'isClosing' | 'wall' | 'seedOf' | 'longPolls'> {
  const startedSecs = process.uptime()
  return { version, uptimeSecs: () => process.uptime() - startedSecs, isClosing, wall: now, seedOf, longPolls }
}

/** The content of one sandbox: from its fixtures, a snapshot or a file. */
function toWorldContext({ host, worldFactory }: ControlContextParts): Part<'reset' | 'restore' | 'extend'> {
  return {
    reset: (sandbox) => host.replaceWorld(sandbox, () => sandbox.reset()),
    restore: async (sandbox, file) => {
      const snapshot = await readGivenFile(file, 'the snapshot')
      host.replaceWorld(sandbox, () => sandbox.restore(worldFactory.restored(sandbox.name, snapshot, 'the snapshot')))
    },
    extend: async (sandbox, file) => {
      const added = await readGivenFile(file, 'what was given')
      sandbox.runDue()
      // Read the current state only now, so that changes made while the file was loading are kept.
      const whole = addRecords(toSandboxFile(sandbox.world), added)
      host.replaceWorld(sandbox, () =>
        sandbox.replaceWorld(worldFactory.restored(sandbox.name, whole, 'what was given')),
      )
    },
  }
}

/** The sandboxes of the emulator. */
function toSandboxesContext({ host }: ControlContextParts): Part<'sandboxes' | 'sandboxCount' | 'deleteSandbox'> {
  return {
    sandboxes: () => [...host.sandboxes.all()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    sandboxCount: () => host.sandboxes.count,
    deleteSandbox: (sandbox) => host.delete(sandbox),
  }
}

/** The webhooks on their way. */
function toWebhookContext({
  host: { dispatcher },
  webhookEvents,
}: ControlContextParts): Part<'webhookEvents' | 'drain' | 'signWebhook'> {
  return {
    webhookEvents,
    drain: (sandbox, only) => dispatcher.drain(sandbox, only),
    signWebhook: (event, url) => dispatcher.sign(event, url),
  }
}

/** The outcomes that all sandboxes have reached since the start. */
function toCoverageContext({ coverage }: ControlContextParts): Part<'coverage' | 'clearCoverage'> {
  return { coverage: () => coverage.counts, clearCoverage: () => coverage.clear() }
}
