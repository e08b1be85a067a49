import { type Call, readJson } from './call.js'
import type { ClientSchemas } from './types.js'
import { fromWire, type SchemaName, toSnakeCase } from './wire-case.js'

export interface AskOptions {
  /** In camelCase; undefined members are omitted. */
  readonly query?: object
  /** In wire names. */
  readonly body?: unknown
  /** The sandbox whose key is sent, if the query names none. */
  readonly keyOf?: string
}

/** Calls one operation of the control API and converts its answer from a schema to camelCase. */
export type Ask = <Name extends SchemaName>(
  schema: Name,
  method: string,
  path: string,
  options?: AskOptions,
) => Promise<ClientSchemas[Name]>

/** @param sandbox the target of the operations; without it they apply to the server */
export function createAsk(call: Call, sandbox?: string): Ask {
  return async (schema, method, path, { query = {}, body, keyOf } = {}) => {
    const options = { query: { sandbox, ...toWireQuery(query) }, body, ...(keyOf !== undefined && { sandbox: keyOf }) }
    const response = await call(method, path, options)
    return fromWire(schema, await readJson(response))
  }
}

export function toWireQuery(query: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [toSnakeCase(name), value]))
}
