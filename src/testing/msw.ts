import { type HttpHandler, HttpResponse, http } from 'msw'
import type { Emulator } from '../emulator/create-emulator.js'
import { intoSandbox } from './sandbox-fetch.js'

export interface HandlersOptions {
  /** What the application has as its base URL; default the vendor's, `https://api.telnyx.com/v2`. */
  readonly baseUrl?: string
  /** Name of the sandbox to use; default the emulator's or the fixture's own. */
  readonly sandbox?: string
}

/** An emulator, or the fixture `verify`. */
export type HandlersTarget = Pick<Emulator, 'fetch' | 'url' | 'apiKey' | 'sandbox'>

/**
 * Request handlers for Mock Service Worker that answer everything below the base URL from an emulator in this process,
 * so that an application is tested with the base URL and key it has. The key never reaches the emulator. Handlers of
 * yours for other parts of that API go before these.
 *
 * @throws {TypeError} when the base URL is none
 */
export function handlers(target: HandlersTarget, options: HandlersOptions = {}): HttpHandler[] {
  const { baseUrl = 'https://api.telnyx.com/v2' } = options
  if (!URL.canParse(baseUrl))
    throw new TypeError(`"${baseUrl}" is no URL. Write it whole, like https://api.telnyx.com/v2.`)
  const base = new URL(baseUrl).href.replace(/\/+$/, '')
  const { apiKey } = options.sandbox === undefined ? target : target.sandbox(options.sandbox)
  const fetch = intoSandbox(target.fetch, apiKey)
  return [
    http.all(`${base}/*`, async ({ request }) => {
      try {
        return await fetch(new Request(target.url + request.url.slice(base.length), request))
      } catch (error) {
        // A connection that breaks, by a fault of the emulator's or because the application gave up, is no answer.
        if (error instanceof TypeError || request.signal.aborted) return HttpResponse.error()
        throw error
      }
    }),
  ]
}
