import { type Call, readJson } from './call.js'
import type { ClientSchemas } from './types.js'
import { fromWire, type SchemaName, toSnakeCase } from './wire-case.js'

export interface AskOptions {
  /** In camelCase; what is undefined is left out. */
  readonly query?: object
  /** In wire names. */
  readonly body?: unknown
}

/** Asks one operation of the control API for an answer of a schema, which comes in camelCase. */
export type Ask = <Name extends SchemaName>(
  schema: Name,
  method: string,
  path: string,
  options?: AskOptions,
) => Promise<ClientSchemas[Name]>

/** @param sandbox whose operations are asked; without it those of the server */
export function createAsk(call: Call, sandbox?: string): Ask {
  return async (schema, method, path, { query = {}, body } = {}) => {
    const response = await call(method, path, { query: { sandbox, ...toWireQuery(query) }, body })
    return fromWire(schema, await readJson(response))
  }
}

export function toWireQuery(query: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [toSnakeCase(name), value]))
}
