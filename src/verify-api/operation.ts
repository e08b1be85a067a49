import type { Decision } from '../core/decision.js'
import type { World } from '../core/world.js'
import type { VerifyOperationId } from '../spec/operations.js'
import type { operations } from '../spec/verify.js'

/** The input of a handler: path parameters, raw query, validated body. */
export interface ApiRequest<Id extends VerifyOperationId> {
  readonly path: operations[Id]['parameters']['path'] extends infer Path extends object ? Path : Record<never, never>
  /** Not parsed: `page[number]` is a key. */
  readonly query: Readonly<Record<string, string>>
  readonly body: operations[Id] extends { requestBody: { content: { 'application/json': infer Body } } }
    ? Body
    : undefined
}

/** The body of a 200. Hints for a person are in the decision. */
export interface HandlerResult<Id extends VerifyOperationId> {
  readonly body: operations[Id]['responses'][200]['content']['application/json']
  /** The same as JSON, where its parts are kept as text; `body` is then made only if it is asked for. */
  readonly json?: string
}

/** An answer whose JSON is at hand; its body is made only if it is asked for. */
export class JsonAnswer<Body> {
  constructor(
    readonly json: string,
    private readonly toBody: () => Body,
  ) {}

  get body(): Body {
    return this.toBody()
  }
}

/** One emulated operation: synchronous and framework-free. It throws a Refusal on failure and fills in the decision. */
export type Handler<Id extends VerifyOperationId> = (
  world: World,
  request: ApiRequest<Id>,
  decision: Decision,
) => HandlerResult<Id>

/** A handler for each operation of a document; the compiler reports missing ones. */
export type HandlerTable<Ids extends VerifyOperationId> = { readonly [Id in Ids]: Handler<Id> }
