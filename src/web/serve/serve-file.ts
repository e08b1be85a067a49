import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { brotliDecompressSync, gzipSync } from 'node:zlib'
import { securityHeaders } from './security-headers.js'
import type { WebAnswer, WebRequest } from './web-request.js'

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

/** Content codings, best first. The build writes brotli alone, which keeps the package small; the others are made from it. */
const codings = ['br', 'gzip'] as const

type Coding = (typeof codings)[number] | 'identity'

/** Whether a name can belong to a file of the build: no folder, not hidden, a known extension. */
export function isFileName(name: string): boolean {
  return /^\w[\w.-]*$/.test(name) && extname(name) in typeOf
}

/** A file as it goes over the wire. */
interface WireFile {
  readonly body: Buffer<ArrayBuffer>
  readonly etag: string
}

/** Files whose names change with their content, by coding and path: each is read, coded and hashed once. */
const hashedFiles = new Map<string, WireFile>()

/**
 * Answers with a file of the build in the best coding that the client accepts.
 *
 * @param path the path of the file, without the extension of its coding
 * @param isHashed whether its name changes with its content, so that a browser may cache it forever
 * @returns undefined if the file does not exist
 */
export function serveFile(path: string, { header }: WebRequest, isHashed: boolean): WebAnswer | undefined {
  const isCompressed = existsSync(`${path}.br`)
  if (!isCompressed && !existsSync(path)) return undefined
  const accepted = header('accept-encoding') ?? ''
  const coding = (isCompressed && codings.find((name) => accepts(accepted, name))) || 'identity'
  const { body, etag } = isHashed ? readOnce(path, coding) : readWireFile(path, coding)
  const headers: Record<string, string> = {
    ...securityHeaders,
    'content-type': typeOf[extname(path)] ?? 'application/octet-stream',
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    etag,
  }
  if (coding !== 'identity') headers['content-encoding'] = coding
  if (isKnown(header('if-none-match'), etag)) return { status: 304, headers, body: null }
  return { status: 200, headers: { ...headers, 'content-length': String(body.length) }, body }
}

function readOnce(path: string, coding: Coding): WireFile {
  const key = `${coding} ${path}`
  const known = hashedFiles.get(key)
  if (known !== undefined) return known
  const file = readWireFile(path, coding)
  hashedFiles.set(key, file)
  return file
}

/** Reads a file at once: it has a few kilobytes, and on a busy machine the way through the thread pool takes longer. */
function readWireFile(path: string, coding: Coding): WireFile {
  const body = Buffer.from(coding === 'br' ? readFileSync(`${path}.br`) : encode(readBuiltFile(path), coding))
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

const encode = (bytes: Buffer, coding: Coding) => (coding === 'gzip' ? gzipSync(bytes, { level: 9 }) : bytes)

/** The content of a file of the build, which may lie there compressed only. */
function readBuiltFile(path: string): Buffer {
  return existsSync(`${path}.br`) ? brotliDecompressSync(readFileSync(`${path}.br`)) : readFileSync(path)
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
