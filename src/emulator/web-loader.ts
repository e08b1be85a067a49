import type { ServeWeb } from '../http/parts.js'
import type { WebOptions } from '../web/serve/serve-web.js'

/** Loads the pages at the first request for one: an emulator that nobody looks at reads nothing of them. */
export function createWebLoader(options: () => WebOptions): ServeWeb {
  let web: Promise<ServeWeb> | undefined
  return async (request) => {
    web ??= import('../web/serve/serve-web.js').then(({ createWeb }) => createWeb(options()))
    return (await web)(request)
  }
}
