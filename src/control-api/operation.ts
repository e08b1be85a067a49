import type { CoverageCounts } from '../core/coverage.js'
import type { Sandbox } from '../core/sandbox.js'
import type { WebhookDelivery, WebhookEvent } from '../core/webhook-records.js'
import type { SandboxFile } from '../sandbox-file/format.js'
import type { operations } from '../spec/control.js'
import type { ControlOperationId } from '../spec/operations.js'
import type { ControlWire } from '../wire/types.js'
import type { LongPolls } from './long-poll.js'

/** What the steering operations know beside their sandbox; handed in by the composition root. */
export interface Installation {
  readonly version: string
  /** Differs from process to process, so that a cursor of another one is known as such. */
  readonly bootId: string
  /** What the page says and offers. */
  readonly page: () => ControlWire['PageFacts']
  readonly uptimeSecs: () => number
  readonly isClosing: () => boolean
  /** Unix milliseconds. */
  readonly wall: () => number
  readonly seedOf: (sandbox: string) => string
  readonly longPolls: LongPolls
  /** Gives up what was kept of a sandbox and starts it over. */
  readonly reset: (sandbox: Sandbox) => void
  /** Lets a sandbox go on from what a file holds. @throws {FileProblem} and nothing has changed then */
  readonly restore: (sandbox: Sandbox, file: SandboxFile) => Promise<void>
  /** Adds a file's records to what a sandbox holds. @throws {FileProblem} as restore */
  readonly extend: (sandbox: Sandbox, file: SandboxFile) => Promise<void>
  /** Those that live, by name. */
  readonly sandboxes: () => readonly Sandbox[]
  readonly sandboxCount: () => number
  /** Forgets a sandbox and what was kept of it. */
  readonly deleteSandbox: (sandbox: Sandbox) => void
  /** Of all sandboxes since the start. */
  readonly coverage: () => CoverageCounts
  readonly clearCoverage: () => void
  /** What passthrough has seen; undefined where the emulator answers by itself. */
  readonly contract: () => ControlWire['ContractReport'] | undefined
  /** The names of all events that webhooks tell of (W2, W3). */
  readonly webhookEvents: readonly string[]
  /** LongPolls until no webhook of a sandbox is under way, or none of those that are named. */
  readonly drain: (sandbox: Sandbox, only?: readonly WebhookDelivery[]) => Promise<void>
  /** An event as it would be posted to a URL: headers and body. */
  readonly signWebhook: (
    event: WebhookEvent,
    url: string,
  ) => Promise<{ headers: Readonly<Record<string, string>>; body: string }>
}

export interface ControlRequest<Id extends ControlOperationId> {
  readonly sandbox: Sandbox
  readonly installation: Installation
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: operations[Id] extends { requestBody: { content: { 'application/json': infer Body } } }
    ? Body
    : undefined
  /** The cursor that a browser sends by itself when it reconnects to a stream. */
  readonly lastEventId: string | undefined
  /** Fires when the caller has gone. */
  readonly signal: AbortSignalLike
}

/** As much of an AbortSignal as is needed here, which has no DOM. */
export interface AbortSignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface ServerSentEvent {
  readonly event: string
  /** Null: the reader's last one stays. */
  readonly id: string | null
  /** Without line breaks. */
  readonly data: string
}

/** The content of an operation's 200 by media type. */
type ContentOf<Id extends ControlOperationId> = operations[Id]['responses'][200]['content']

export type ControlAnswer<Id extends ControlOperationId> =
  ContentOf<Id> extends { 'application/json': infer Body }
    ? {
        readonly body: Body
        /** The answer for `Accept: text/plain`, where there is one. */
        readonly text?: string
      }
    : { readonly events: AsyncIterable<ServerSentEvent> }

/** One steering operation; what fails is thrown as a Problem. */
export type ControlHandler<Id extends ControlOperationId> = (
  request: ControlRequest<Id>,
) => ControlAnswer<Id> | Promise<ControlAnswer<Id>>

export type ControlTable<Ids extends ControlOperationId> = { readonly [Id in Ids]: ControlHandler<Id> }
