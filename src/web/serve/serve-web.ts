import { join } from 'node:path'
import { createPrototype, type PrototypeOptions } from '../prototype/prototype.js'
import { findPageFolder } from './page-folder.js'
import { isFileName, serveFile } from './serve-file.js'
import type { WebAnswer, WebRequest } from './web-request.js'

export interface WebOptions {
  /** Parts for the sample login form and its two routes; they are not served without it. */
  readonly prototype?: PrototypeOptions | undefined
  /** The folder of the build. @default the folder of the package */
  readonly folder?: string
}

/** Answers a request to the pages; undefined if nothing is at its path. */
export type ServeWeb = (request: WebRequest) => Promise<WebAnswer | undefined>

const filesPrefix = '/_page/'

/** The pages of the emulator: the handset, and the prototype if it is enabled. */
export function createWeb({ prototype, folder = findPageFolder() }: WebOptions): ServeWeb {
  const servePage = (name: string, request: WebRequest) =>
    serveFile(join(folder, name), request, false) ?? answerNotBuilt()
  const answerPrototype = prototype && createPrototype(prototype)
  return async (request) => {
    const { path } = request
    if (path === '/') return servePage('index.html', request)
    if (path.startsWith('/prototype')) {
      if (answerPrototype === undefined) return undefined
      return path === '/prototype' ? servePage('prototype.html', request) : answerPrototype(request)
    }
    const name = path.startsWith(filesPrefix) ? path.slice(filesPrefix.length) : ''
    return isFileName(name) ? serveFile(join(folder, '_page', name), request, true) : undefined
  }
}

/** A checkout of the source has no pages before its first build. */
function answerNotBuilt(): WebAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return { status: 404, headers, body: 'The pages of the emulator are not built. Run `npm run build`.\n' }
}
