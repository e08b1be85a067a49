import type { Decision } from '../core/decision.js'
import type { World } from '../core/world.js'
import type { VerifyOperationId } from '../spec/operations.js'
import { sendValidators } from '../spec/send-requests.js'
import type { ApiRequest } from '../verify-api/operation.js'
import { type SendId, sends } from '../verify-api/sends.js'
import type { Validate } from '../wire/validation.js'

/** A handler of any operation. Its table checks the type of each. */
export type AnyHandler = (
  world: World,
  request: ApiRequest<never>,
  decision: Decision,
) => { body: unknown; json?: string }

/** How an operation of the emulated API is carried out. */
export interface Implementation {
  readonly handle: AnyHandler
  /** Undefined without a body. */
  readonly validate: Validate | undefined
  /** Adds hints about what the operation has decided. */
  readonly hint?: (decision: Decision | null, body: unknown, hints: string[]) => void
}

/** Returns the implementation of an operation that sends a code; undefined for others, which are loaded on demand. */
export function findLoaded(id: VerifyOperationId): Implementation | undefined {
  const handle = sends[id as SendId] as AnyHandler | undefined
  return handle && { handle, validate: sendValidators[id] }
}
