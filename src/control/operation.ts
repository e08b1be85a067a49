import type { Sandbox } from '../core/sandbox.js'
import type { operations } from '../spec/emulator.js'
import type { EmulatorOperationId } from '../spec/operations.js'
import type { Waits } from './waits.js'

/** What the steering operations know beside their sandbox; handed in by the composition root. */
export interface Installation {
  readonly version: string
  readonly uptimeSecs: () => number
  readonly sandboxCount: () => number
  readonly isClosing: () => boolean
  /** Unix milliseconds. */
  readonly wall: () => number
  readonly seedOf: (sandbox: string) => string
  readonly waits: Waits
  /** Gives up what was kept of a sandbox and starts it over. */
  readonly reset: (sandbox: Sandbox) => void
}

export interface ControlRequest<Id extends EmulatorOperationId> {
  readonly sandbox: Sandbox
  readonly installation: Installation
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: operations[Id] extends { requestBody: { content: { 'application/json': infer Body } } } ? Body : undefined
  /** Fires when the caller has gone. */
  readonly signal: AbortSignalLike
}

/** As much of an AbortSignal as is needed here, which has no DOM. */
export interface AbortSignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface ControlAnswer<Id extends EmulatorOperationId> {
  readonly body: operations[Id]['responses'][200]['content']['application/json']
  /** The answer for `Accept: text/plain`, where there is one. */
  readonly text?: string
}

/** One steering operation; what fails is thrown as a Problem. */
export type ControlHandler<Id extends EmulatorOperationId> = (request: ControlRequest<Id>) => ControlAnswer<Id> | Promise<ControlAnswer<Id>>

export type ControlTable<Ids extends EmulatorOperationId> = { readonly [Id in Ids]: ControlHandler<Id> }
