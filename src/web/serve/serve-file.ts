import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { securityHeaders } from './security-headers.js'
import type { WebRequest } from './web-request.js'

/** Content types of the files that the build writes, by extension. */
const typeOf: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Content codings that the build produces, best first, with the extensions of their files. */
const codings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/** Whether a name can belong to a file of the build: no folder, not hidden, a known extension. */
export function isFileName(name: string): boolean {
  return /^\w[\w.-]*$/.test(name) && extname(name) in typeOf
}

/** A file as it goes over the wire. */
interface WireFile {
  readonly body: Buffer<ArrayBuffer>
  readonly etag: string
}

/** Files whose names change with their content, by path: each is read and hashed once. */
const hashedFiles = new Map<string, WireFile>()

/**
 * Answers with a file of the build in the best coding that the client accepts.
 *
 * @param path the path of the file, without the extension of a coding
 * @param isHashed whether its name changes with its content, so that a browser may cache it forever
 * @returns undefined if the file does not exist
 */
export function serveFile(path: string, { header }: WebRequest, isHashed: boolean): Response | undefined {
  if (!existsSync(path)) return undefined
  const accepted = header('accept-encoding') ?? ''
  const coding = codings.find(([name, ending]) => accepts(accepted, name) && existsSync(path + ending))
  const { body, etag } = (isHashed ? readOnce : readWireFile)(coding ? path + coding[1] : path)
  const headers: Record<string, string> = {
    ...securityHeaders,
    'content-type': typeOf[extname(path)] ?? 'application/octet-stream',
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    etag,
  }
  if (coding) headers['content-encoding'] = coding[0]
  if (isKnown(header('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(body, { headers: { ...headers, 'content-length': String(body.length) } })
}

function readOnce(path: string): WireFile {
  const known = hashedFiles.get(path)
  if (known !== undefined) return known
  const file = readWireFile(path)
  hashedFiles.set(path, file)
  return file
}

/** Reads a file at once: it has a few kilobytes, and on a busy machine the way through the thread pool takes longer. */
function readWireFile(path: string): WireFile {
  const body = Buffer.from(readFileSync(path))
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

/** Whether a client accepts a coding: it is listed with a weight above 0. */
function accepts(accepted: string, coding: string): boolean {
  return accepted.split(',').some((part) => {
    const [name, ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  return ifNoneMatch?.split(',').some((known) => known.trim().replace(/^W\//, '') === etag) ?? false
}
