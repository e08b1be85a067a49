import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { CannotRunError } from '../../report/report.js'
import { explainFileError, explainSyntax, withoutMark } from '../../wire/file-reason.js'
import { isNode, type OpenApi } from './openapi.js'

/** How long a download may take. */
const timeoutMs = 60_000

/**
 * Reads an OpenAPI 3 document, YAML or JSON, plain or gzipped. It is parsed completely, which is slower than extracting the
 * needed part (the vendor's complete document, 4 MB, takes two seconds) but does not depend on its layout.
 *
 * @param source path of a file, or an http or https URL
 * @throws {CannotRunError} if it cannot be read, or is not an OpenAPI 3 document
 */
export async function readOpenApi(source: string): Promise<OpenApi> {
  const document = parseDocument(unpack(await readBytes(source), source), source)
  const { openapi, paths } = isNode(document) ? document : {}
  if (typeof openapi !== 'string' || !openapi.startsWith('3.') || !isNode(paths)) {
    throw new CannotRunError(`${source} is not an OpenAPI 3 document: "openapi: 3..." or "paths" is missing.`)
  }
  return document as unknown as OpenApi
}

async function readBytes(source: string): Promise<Buffer> {
  if (!/^https?:\/\//i.test(source)) {
    return readFile(source).catch((error: Error) => {
      throw new CannotRunError(explainFileError(source, 'read', error))
    })
  }
  try {
    const response = await fetch(source, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  } catch (error) {
    const { message, cause } = error as Error
    throw new CannotRunError(`Cannot fetch ${source}: ${cause instanceof Error ? cause.message : message}`)
  }
}

/** The first two bytes of every gzip file, whatever its name. */
const gzipMagic = Buffer.from([0x1f, 0x8b])

function unpack(bytes: Buffer, source: string): string {
  if (!bytes.subarray(0, 2).equals(gzipMagic)) return withoutMark(bytes.toString('utf8'))
  try {
    return gunzipSync(bytes).toString('utf8')
  } catch (error) {
    throw new CannotRunError(`${source} cannot be unpacked: ${explainSyntax(error)}. Was it downloaded completely?`)
  }
}

function parseDocument(text: string, source: string): unknown {
  try {
    return text.trimStart().startsWith('{')
      ? JSON.parse(text)
      : parse(text, { merge: true, maxAliasCount: -1, logLevel: 'error' })
  } catch (error) {
    throw new CannotRunError(`${source} is neither JSON nor YAML: ${explainSyntax(error)}.`)
  }
}
