import type { Fetch } from '../http/fetch.js'
import { toNativeRequest } from '../http/native-request.js'

/**
 * Wraps a fetch so that all requests go to one sandbox: the key of a request, possibly a real one, is replaced before
 * anything reads it. A request without a key stays without one.
 */
export function intoSandbox(fetch: Fetch, apiKey: string): Fetch {
  return async (input, init) => {
    const request = await toNativeRequest(input, init)
    if (/^bearer\s+\S/i.test(request.headers.get('authorization') ?? ''))
      request.headers.set('authorization', `Bearer ${apiKey}`)
    return fetch(request)
  }
}
