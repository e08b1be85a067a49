import type { Decision } from '../core/decision.js'
import type { World } from '../core/world.js'
import type { VerifyOperationId } from '../spec/operations.js'
import type { operations } from '../spec/verify.js'

/** What a handler is given: path parameters, raw query, validated body. */
export interface ApiRequest<Id extends VerifyOperationId> {
  readonly path: operations[Id]['parameters']['path'] extends infer Path extends object ? Path : Record<never, never>
  /** As sent: `page[number]` is a key. */
  readonly query: Readonly<Record<string, string>>
  readonly body: operations[Id] extends { requestBody: { content: { 'application/json': infer Body } } }
    ? Body
    : undefined
}

/** The body of a 200, and a word for a human if there is one. */
export interface HandlerResult<Id extends VerifyOperationId> {
  readonly body: operations[Id]['responses'][200]['content']['application/json']
  readonly hint?: string | undefined
}

/** One emulated operation: no await, no framework; what fails is thrown as a Refusal, what decides goes into the decision. */
export type Handler<Id extends VerifyOperationId> = (
  world: World,
  request: ApiRequest<Id>,
  decision: Decision,
) => HandlerResult<Id>

/** A handler for each operation of a document; the compiler asks for the missing one. */
export type HandlerTable<Ids extends VerifyOperationId> = { readonly [Id in Ids]: Handler<Id> }
