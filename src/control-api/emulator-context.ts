import type { CoverageCounts } from '../core/coverage.js'
import type { Sandbox } from '../core/sandbox.js'
import type { WebhookDelivery, WebhookEvent } from '../core/webhook-records.js'
import type { SandboxFile } from '../sandbox-file/format.js'
import type { ControlWire } from '../wire/types.js'
import type { LongPolls } from './long-poll.js'

/**
 * The emulator as the control API sees it, beside the sandbox of a request. The composition root hands it in; an
 * operation names the parts that it needs, see ControlTable.
 */
export interface EmulatorContext {
  readonly server: ServerFacts
  readonly sandboxes: SandboxLifecycle
  readonly webhooks: WebhookSender
  readonly reports: Reports
  readonly longPolls: LongPolls
}

export interface ServerFacts {
  readonly version: string
  /** Differs in each process, so that a cursor of another one is known as such. */
  readonly bootId: string
  /** What the page of the handset offers. */
  readonly page: () => ControlWire['PageFacts']
  readonly uptimeSecs: () => number
  readonly isClosing: () => boolean
  /** Unix milliseconds. */
  readonly wall: () => number
}

/** How sandboxes begin, go on in another world, and end. */
export interface SandboxLifecycle {
  readonly seedOf: (sandbox: string) => string
  /** Sorted by name. */
  readonly list: () => readonly Sandbox[]
  readonly count: () => number
  /** Deletes what was kept of a sandbox and starts it over. */
  readonly reset: (sandbox: Sandbox) => void
  /** Continues a sandbox from a file. @throws {FileError} and nothing has changed then */
  readonly restore: (sandbox: Sandbox, file: SandboxFile) => Promise<void>
  /** Adds a file's records to a sandbox. @throws {FileError} as restore */
  readonly extend: (sandbox: Sandbox, file: SandboxFile) => Promise<void>
  /** Deletes a sandbox and what was kept of it. */
  readonly remove: (sandbox: Sandbox) => void
}

export interface WebhookSender {
  /** The names of all events that webhooks tell of (W2, W3). */
  readonly eventNames: readonly string[]
  /** Waits until no webhook of a sandbox is under way, or none of those that are named. */
  readonly drain: (sandbox: Sandbox, only?: readonly WebhookDelivery[]) => Promise<void>
  /** An event as it would be posted to a URL: headers and body. */
  readonly sign: (
    event: WebhookEvent,
    url: string,
  ) => Promise<{ headers: Readonly<Record<string, string>>; body: string }>
}

export interface Reports {
  /** Of all sandboxes since the start. */
  readonly coverage: () => CoverageCounts
  readonly clearCoverage: () => void
  /** What passthrough has seen; undefined where the emulator answers by itself. */
  readonly contract: () => ControlWire['ContractReport'] | undefined
}
