import type { Sandbox } from '../core/sandbox.js'
import type { operations } from '../spec/control.js'
import type { ControlOperationId } from '../spec/control-operations.js'
import type { ControlContext } from './control-context.js'
import type { AbortSignalLike } from './long-poll.js'

/** A request to the control API, with the named parts of the emulator. */
export type ControlRequest<Id extends ControlOperationId, Part extends keyof ControlContext = never> = Pick<
  ControlContext,
  Part
> & {
  readonly sandbox: Sandbox
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Scheme, host and port, as the caller names the emulator. */
  readonly origin: string
  readonly body: operations[Id] extends { requestBody: { content: { 'application/json': infer Body } } }
    ? Body
    : undefined
  /** Cursor that a browser sends by itself when it reconnects to a stream. */
  readonly lastEventId: string | undefined
  /** Aborts when the caller disconnects. */
  readonly signal: AbortSignalLike
}

export interface ServerSentEvent {
  readonly event: string
  /** Null keeps the reader's last id. */
  readonly id: string | null
  /** Without line breaks. */
  readonly data: string
}

/** A body that is created and sent in parts, because it may be long. */
export interface InParts {
  /** Parts of JSON. Other requests run between them. */
  readonly parts: Iterable<string>
}

/** A body that is only text. */
export interface Plain {
  readonly plain: string
  /** Its content type. */
  readonly type: string
}

/** The content of an operation's 200 response by media type. */
type ContentOf<Id extends ControlOperationId> = operations[Id]['responses'][200]['content']

export type ControlAnswer<Id extends ControlOperationId> =
  ContentOf<Id> extends { 'application/json': infer Body }
    ?
        | {
            readonly body: Body
            /** The answer for `Accept: text/plain`, if the operation has one. */
            readonly text?: string
            /** The entity tag of a body that a caller may have already. */
            readonly etag?: string
          }
        | InParts
    : ContentOf<Id> extends { 'text/event-stream': unknown }
      ? { readonly events: AsyncIterable<readonly ServerSentEvent[]> }
      : Plain

/** One operation of the control API; failures are thrown as a ProblemError. */
export type ControlHandler<Id extends ControlOperationId, Part extends keyof ControlContext = never> = (
  request: ControlRequest<Id, Part>,
) => ControlAnswer<Id> | Promise<ControlAnswer<Id>>

/** Operations with the parts of the emulator that they need besides their sandbox. */
export type ControlTable<Ids extends ControlOperationId, Part extends keyof ControlContext = never> = {
  readonly [Id in Ids]: ControlHandler<Id, Part>
}
