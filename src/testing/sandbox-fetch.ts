import type { Fetch } from '../http/fetch.js'

/**
 * A fetch whose requests all land in one sandbox: the key they come with, maybe a real one, gives way to the sandbox's
 * before anybody reads it. A request without a key stays without one.
 */
export function intoSandbox(fetch: Fetch, apiKey: string): Fetch {
  return (input, init) => {
    const request = new Request(input, init)
    if (/^bearer\s+\S/i.test(request.headers.get('authorization') ?? ''))
      request.headers.set('authorization', `Bearer ${apiKey}`)
    return fetch(request)
  }
}
