import type { ControlContext, Reports, Runs, ServerFacts, WebhookSender } from '../control-api/control-context.js'
import type { LongPolls } from '../control-api/long-poll.js'
import type { Turns } from '../control-api/turns.js'
import type { Coverage } from '../core/coverage.js'
import type { RequestDurations } from '../core/request-durations.js'
import type { RunningPassthrough } from '../passthrough/open.js'
import { version } from '../version.js'
import type { WorldFactory } from '../worlds/world-factory.js'
import type { EmulatorTape } from './emulator-tape.js'
import type { ProcessMonitor } from './process-monitor.js'
import type { SandboxHost } from './sandbox-host.js'
import { createSandboxLifecycle } from './sandbox-lifecycle.js'

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
  readonly turns: Turns
  readonly coverage: Coverage
  readonly durations: RequestDurations
  readonly processMonitor: ProcessMonitor
  readonly onMaskedShape: ControlContext['onMaskedShape']
  readonly webhookEvents: readonly string[]
  /** Undefined without passthrough, and before it is open. */
  readonly passthrough: () => RunningPassthrough | undefined
  readonly takeRun: Runs['take']
  readonly tape: EmulatorTape | undefined
}

/** Creates the context that operations of the control API use besides their sandbox. */
export function createControlContext(parts: ControlContextParts): ControlContext {
  return {
    server: createServerFacts(parts),
    sandboxes: createSandboxLifecycle({ ...parts, pause: parts.turns.pause }),
    webhooks: createWebhookSender(parts),
    reports: createReports(parts),
    runs: { take: parts.takeRun, replay: parts.tape?.walk },
    documents: { read: readDocument },
    monitoring: {
      totals: parts.coverage.totals,
      durations: parts.durations,
      readProcess: () => parts.processMonitor.read(),
    },
    longPolls: parts.longPolls,
    turns: parts.turns,
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
function createServerFacts({ now, isClosing, bootId, page, tape }: ControlContextParts): ServerFacts {
  const startedSecs = process.uptime()
  const nodeVersion = process.versions.node
  const uptimeSecs = () => process.uptime() - startedSecs
  const isReplay = tape?.walk !== undefined
  return { version, nodeVersion, bootId, isReplay, page, uptimeSecs, isClosing, wall: now }
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
function createReports({ coverage, passthrough, turns }: ControlContextParts): Reports {
  return {
    coverage: (of) => coverage.countsOf(of, turns.pause),
    clearCoverage: (of) => coverage.clear(of),
    contract: () => passthrough()?.report(),
  }
}
