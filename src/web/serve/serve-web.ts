import { join } from 'node:path'
import { findPageFolder } from './page-folder.js'
import { isFileName, serveFile } from './serve-file.js'
import type { WebRequest } from './web-request.js'

export interface WebOptions {
  /** Whether the sample login form is served, and the two routes behind it. */
  readonly hasPrototype: boolean
  /** The folder of the build; default the package's. */
  readonly folder?: string
}

/** Answers a request to the pages; undefined: there is nothing at its path. */
export type ServeWeb = (request: WebRequest) => Promise<Response | undefined>

const filesPrefix = '/_page/'

/** The pages of the emulator: the handset and, where it is on, the prototype. */
export function createWeb({ hasPrototype, folder = findPageFolder() }: WebOptions): ServeWeb {
  const servePage = async (name: string, request: WebRequest) =>
    (await serveFile(join(folder, name), request, false)) ?? answerNotBuilt()
  return async (request) => {
    const { path } = request
    if (path === '/') return servePage('index.html', request)
    if (path === '/prototype' && hasPrototype) return servePage('prototype.html', request)
    const name = path.startsWith(filesPrefix) ? path.slice(filesPrefix.length) : ''
    return isFileName(name) ? serveFile(join(folder, '_page', name), request, true) : undefined
  }
}

/** A checkout of the source has no pages before its first build. */
function answerNotBuilt(): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return new Response('The pages of the emulator are not built. Run `npm run build`.\n', { status: 404, headers })
}
