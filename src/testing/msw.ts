/**
 * Request handlers for Mock Service Worker, for applications with the vendor's address built in.
 *
 * @module
 */

import { type HttpHandler, HttpResponse, http } from 'msw'
import { checkOptions } from '../client/check-options.js'
import type { EmulatorClient, SandboxClient } from '../client/connect.js'
import type { Fetch } from '../http/fetch.js'
import { InputError } from '../wire/input-error.js'
import { vendorUrl } from '../wire/vendor-url.js'
import { intoSandbox } from './sandbox-fetch.js'

/**
 * Options of `handlers`.
 *
 * @example
 * ```ts
 * setupServer(...handlers(emulator, { sandbox: 'checkout' }))
 * ```
 */
export interface HandlersOptions {
  /**
   * Base URL that the application uses.
   *
   * @default 'https://api.telnyx.com/v2'
   */
  readonly baseUrl?: string | undefined
  /**
   * Name of the emulator's sandbox that answers. Not allowed for a test's fixture, which is a sandbox itself.
   *
   * @default 'default'
   */
  readonly sandbox?: string | undefined
}

/** An emulator in this process, or Vitest's fixture `telnyx`. */
export type HandlersTarget = Pick<SandboxClient, 'url' | 'apiKey'> &
  Partial<Pick<EmulatorClient, 'sandbox'>> & { readonly fetch: Fetch }

/**
 * Request handlers that answer everything below the base URL from an emulator in this process, so that an application
 * is tested with its own base URL and key. The key never reaches the emulator. Put your own handlers for other parts of
 * that API before these.
 *
 * @example
 * ```ts
 * const emulator = await createEmulator()
 * const server = setupServer(...handlers(emulator))
 * beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
 * ```
 * @throws {InputError} for an invalid base URL or an option that does not exist
 */
export function handlers(target: HandlersTarget, options: HandlersOptions = {}): HttpHandler[] {
  checkOptions('handlers()', options, { baseUrl: true, sandbox: true })
  const { baseUrl = vendorUrl } = options
  if (!URL.canParse(baseUrl))
    throw new InputError(`"${baseUrl}" is not a valid URL. Write it in full, like ${vendorUrl}.`)
  const base = new URL(baseUrl).href.replace(/\/+$/, '')
  const fetch = intoSandbox(target.fetch, readKey(target, options))
  return [
    http.all(`${base}/*`, async ({ request }) => {
      try {
        return await fetch(new Request(target.url + request.url.slice(base.length), request))
      } catch (error) {
        // A connection that breaks, because of a fault or because the application aborted, is not an answer.
        // The error may be of another realm: by its name.
        if ((error as Error).name === 'TypeError' || request.signal.aborted) return HttpResponse.error()
        throw error
      }
    }),
  ]
}

function readKey(target: HandlersTarget, { sandbox }: HandlersOptions): string {
  if (sandbox === undefined) return target.apiKey
  if (target.sandbox !== undefined) return target.sandbox(sandbox).apiKey
  throw new InputError(`handlers() accepts "sandbox" only with an emulator; a test's fixture is a sandbox itself.`)
}
