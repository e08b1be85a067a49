import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { maxCopyBytes } from './body-copy.js'
import { findValue, type RawHeaders } from './headers.js'

/** The limit of a decompressed body, the same as of a plain one. */
const maxOutputLength = maxCopyBytes

/** Decodes the content codings of a body; null if that fails. */
export function decodeBody(bytes: Buffer | null, headers: RawHeaders): Buffer | null {
  const codings = findValue(headers, 'content-encoding')?.toLowerCase().split(',') ?? []
  try {
    return codings.reduceRight(
      (body: Buffer | null, coding) => (body === null ? null : decodeCoding(coding.trim(), body)),
      bytes,
    )
  } catch {
    return null
  }
}

function decodeCoding(coding: string, body: Buffer): Buffer | null {
  if (coding === 'identity' || body.length === 0) return body
  if (coding === 'gzip' || coding === 'x-gzip') return gunzipSync(body, { maxOutputLength })
  if (coding === 'br') return brotliDecompressSync(body, { maxOutputLength })
  // Some servers omit the zlib header.
  if (coding === 'deflate')
    return ((body[0] ?? 0) & 0x0f) === 8
      ? inflateSync(body, { maxOutputLength })
      : inflateRawSync(body, { maxOutputLength })
  return null
}

/** The parsed JSON of a body; undefined if it is not valid JSON. */
export function decodeJson(bytes: Buffer | null, headers: RawHeaders): unknown {
  const body = decodeBody(bytes, headers)
  if (body === null) return undefined
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
