import type { CoverageCounts, SandboxFilter } from '../core/coverage-counts.js'
import type { Drop } from '../core/dropped-sandboxes.js'
import type { RequestDurations } from '../core/request-durations.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Totals } from '../core/totals.js'
import type { WebhookDelivery, WebhookEvent } from '../core/webhook-records.js'
import type { SandboxCopy } from '../sandbox-file/copy.js'
import type { SandboxFile } from '../sandbox-file/format.js'
import type { ControlWire } from '../wire/types.js'
import type { LongPolls } from './long-poll.js'
import type { Turns } from './turns.js'

/**
 * The parts of the emulator that the control API uses, besides the sandbox of a request. The composition root provides
 * them; an operation names the parts that it needs (see ControlTable).
 */
export interface ControlContext {
  readonly server: ServerFacts
  readonly sandboxes: SandboxLifecycle
  readonly webhooks: WebhookSender
  readonly reports: Reports
  readonly runs: Runs
  readonly documents: ApiDocuments
  readonly monitoring: Monitoring
  readonly longPolls: LongPolls
  readonly turns: Turns
  /** Told of each shown journal entry in which something was masked only because it looks like a credential. */
  readonly onMaskedShape: (sandbox: string, entry: ControlWire['JournalEntry']) => void
}

export interface ServerFacts {
  readonly version: string
  /** The version of Node.js. */
  readonly nodeVersion: string
  /** Differs in each process, so that a cursor of another one is known as such. */
  readonly bootId: string
  /** Whether a run is replayed. Only the stream of events tells it, because an answer must be the recorded one. */
  readonly isReplay: boolean
  /** What the page of the handset offers. */
  readonly page: () => ControlWire['PageFacts']
  readonly uptimeSecs: () => number
  readonly isClosing: () => boolean
  /** Unix milliseconds. */
  readonly wall: () => number
}

/** Creates, restores and deletes sandboxes. */
export interface SandboxLifecycle {
  readonly seedOf: (sandbox: string) => string
  /** Sorted by name. */
  readonly list: () => readonly Sandbox[]
  /** The living sandbox of a name. */
  readonly find: (name: string) => Sandbox | undefined
  readonly count: () => number
  /** Those that were dropped and not reset since, newest first. */
  readonly dropped: () => readonly Drop[]
  /** Deletes the persisted state of a sandbox and resets it. */
  readonly reset: (sandbox: Sandbox) => void
  /**
   * Runs what is due in another sandbox than that of the request, and stores it.
   *
   * @throws {Refusal} 500 while the data folder cannot be written
   */
  readonly runDue: (sandbox: Sandbox) => Promise<void>
  /**
   * Writes the changes so far of a long command, which goes on afterwards.
   *
   * @returns undefined if there is nothing to write
   * @throws {Refusal} 500, by its promise, if they cannot be written; they were undone then
   */
  readonly write: (sandbox: Sandbox) => Promise<void> | undefined
  /** Copies a sandbox as it is at one moment. */
  readonly copy: (sandbox: Sandbox) => Promise<SandboxCopy>
  /** Restores a sandbox from a file. @throws {FileError} and changes nothing in that case */
  readonly restore: (sandbox: Sandbox, file: SandboxFile) => Promise<void>
  /** Adds a file's records to a sandbox. @throws {FileError} like `restore` */
  readonly extend: (sandbox: Sandbox, file: SandboxFile) => Promise<void>
  /** Deletes a sandbox and its persisted state. */
  readonly remove: (sandbox: Sandbox) => void
}

export interface WebhookSender {
  /** The names of all webhook events (W2, W3). */
  readonly eventNames: readonly string[]
  /** Waits until no webhook of a sandbox is in flight, or none of the given ones. */
  readonly drain: (sandbox: Sandbox, only?: readonly WebhookDelivery[]) => Promise<void>
  /** Signs an event of a sandbox for a URL. @returns the headers and body to post */
  readonly sign: (
    sandbox: Sandbox,
    event: WebhookEvent,
    url: string,
  ) => Promise<{ headers: Readonly<Record<string, string>>; body: string }>
}

export interface Reports {
  /** The coverage since the start, of all sandboxes or of some. */
  readonly coverage: (of?: SandboxFilter) => Promise<CoverageCounts>
  readonly clearCoverage: (of?: SandboxFilter) => void
  /** The passthrough report; undefined without passthrough. */
  readonly contract: () => Promise<ControlWire['ContractReport']> | undefined
}

/** A way through a run. */
export interface ReplayWalk {
  readonly read: () => ControlWire['Replay']
  /** Carries out the requests up to a number that is ahead. */
  readonly moveTo: (number: number) => Promise<void>
}

/** What happened, as a file that can be replayed; and the one that is. */
export interface Runs {
  /** Undefined unless a run is replayed. */
  readonly replay: ReplayWalk | undefined
  /** The run of a sandbox, without secrets. */
  readonly take: (sandbox: Sandbox) => Promise<ControlWire['RunFile']>
}

/** The two OpenAPI documents. */
export interface ApiDocuments {
  /** @param origin scheme, host and port of the emulator, as its caller names it */
  readonly read: (
    name: 'control' | 'verify',
    origin: string,
  ) => Promise<{ readonly body: ControlWire['OpenApiDocument']; readonly etag: string }>
}

/** What is measured for a monitoring system. */
export interface Monitoring {
  readonly totals: Totals
  readonly durations: RequestDurations
  readonly readProcess: () => ProcessFacts
}

export interface ProcessFacts {
  /** Delays of the event loop since the last reading; empty at the first one. */
  readonly loopDelays: readonly { readonly quantile: number; readonly secs: number }[]
  readonly cpuSecs: number
  readonly residentBytes: number
  readonly heapUsedBytes: number
  readonly heapTotalBytes: number
  /** Unix seconds. */
  readonly startedAtSecs: number
}
