import type { EmulatorClient } from '../client/connect.js'
import type { Installation } from '../control-api/operation.js'
import type { Fetch } from '../http/fetch.js'
import type { ServeWeb } from '../http/web-request.js'
import type { WebOptions } from '../web/serve/serve-web.js'
import type { CompleteOptions } from './read-options.js'

/** Loads the pages at the first request for one: an emulator that nobody looks at reads nothing of them. */
export function createWebLoader(options: () => WebOptions): ServeWeb {
  let web: Promise<ServeWeb> | undefined
  return async (request) => {
    web ??= import('../web/serve/serve-web.js').then(({ createWeb }) => createWeb(options()))
    return (await web)(request)
  }
}

/** What the pages need of the emulator; the prototype sends its requests to it. */
export function toWebOptions(
  { prototype, now }: CompleteOptions,
  emulator: (EmulatorClient & { readonly fetch: Fetch }) | undefined,
): WebOptions {
  if (!prototype || emulator === undefined) return { prototype: undefined }
  const { url, apiKey, profileId, fetch } = emulator
  return { prototype: { url, apiKey, profileId, fetch, now } }
}

/** Facts that the page asks for. */
export function toPageFacts({
  options,
  lanUrls,
}: {
  readonly options: CompleteOptions
  readonly lanUrls: readonly string[]
}): ReturnType<Installation['page']> {
  return { embed_actions: options.embedActions, lan_urls: [...lanUrls], prototype: options.prototype }
}
