import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { CannotRun } from '../../report/cannot-run.js'
import { isNode, type OpenApi } from './openapi.js'

/** How long a download may take. Milliseconds. */
const patienceMs = 60_000

/**
 * Reads an OpenAPI 3 document, YAML or JSON, plain or gzipped. It is parsed as a whole, which is slower than cutting out
 * what is needed (a complete one of the vendor, 4 MB, takes two seconds) but relies on nothing about its layout.
 *
 * @param source path of a file, or an http or https URL
 * @throws {CannotRun} when it cannot be read, or is no such document
 */
export async function readOpenApi(source: string): Promise<OpenApi> {
  const document = parseDocument(unpack(await readBytes(source), source), source)
  const { openapi, paths } = isNode(document) ? document : {}
  if (typeof openapi !== 'string' || !openapi.startsWith('3.') || !isNode(paths)) {
    throw new CannotRun(`${source} is no OpenAPI 3 document: it needs "openapi: 3..." and "paths".`)
  }
  return document as unknown as OpenApi
}

async function readBytes(source: string): Promise<Buffer> {
  if (!/^https?:\/\//i.test(source)) {
    return readFile(source).catch((error: Error) => {
      throw new CannotRun(`${source} cannot be read: ${error.message}`)
    })
  }
  try {
    const response = await fetch(source, { signal: AbortSignal.timeout(patienceMs) })
    if (!response.ok) throw new Error(`it answers ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  } catch (error) {
    const { message, cause } = error as Error
    throw new CannotRun(`${source} cannot be fetched: ${cause instanceof Error ? cause.message : message}`)
  }
}

/** The first two bytes of gzip, by which it is known whatever the file is called. */
const gzipMark = Buffer.from([0x1f, 0x8b])

function unpack(bytes: Buffer, source: string): string {
  if (!bytes.subarray(0, 2).equals(gzipMark)) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes).toString('utf8')
  } catch (error) {
    throw new CannotRun(`${source} cannot be unpacked: ${(error as Error).message}`)
  }
}

function parseDocument(text: string, source: string): unknown {
  try {
    return text.trimStart().startsWith('{')
      ? JSON.parse(text)
      : parse(text, { merge: true, maxAliasCount: -1, logLevel: 'error' })
  } catch (error) {
    throw new CannotRun(`${source} is neither JSON nor YAML: ${(error as Error).message.split('\n')[0]}`)
  }
}
