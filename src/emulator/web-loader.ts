import type { ServeWeb } from '../http/parts.js'
import type { WebOptions } from '../web/serve/serve-web.js'

/** Loads the pages at the first request for one, so that an emulator without visitors never reads them. */
export function createWebLoader(options: () => WebOptions): ServeWeb {
  let web: Promise<ServeWeb> | undefined
  return async (request) => {
    web ??= import('../web/serve/serve-web.js').then(({ createWeb }) => createWeb(options()))
    return (await web)(request)
  }
}
