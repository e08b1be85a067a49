import type { Context } from 'hono'

type Handler = (c: Context) => Promise<Response>

/** A handler that is loaded by its first request. */
export function onDemand(load: () => Promise<Handler>): Handler {
  let handle: Handler | undefined
  return async (c) => {
    handle ??= await load()
    return handle(c)
  }
}
