import type { VerifyOperationId } from '../spec/operations.js'
import { requestValidators } from '../spec/requests.js'
import type { SendId } from '../verify-api/sends.js'
import { api } from '../verify-api/table.js'
import { hintCode } from './hints/values.js'
import type { AnyHandler, Implementation } from './implementation.js'

/** The implementations of all operations that do not send a code. */
export function implementationOf(id: Exclude<VerifyOperationId, SendId>): Implementation {
  return { handle: api[id] as AnyHandler, validate: requestValidators[id], hint: hintCode }
}
