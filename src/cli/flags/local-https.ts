import type { RequestOptions } from 'node:https'
import type { Fetch } from '../../http/fetch.js'

/** Whether a URL is HTTPS on this machine. */
export function isLocalHttps({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && /^(.*\.)?localhost$|^127\.[\d.]+$|^\[::1\]$/.test(hostname)
}

/**
 * A `fetch` for an emulator on this machine with a throw-away certificate. It does not verify the certificate: a process
 * that could listen on the port instead would be trusted over HTTP, too.
 */
export const fetchLocally: Fetch = async (input, init = {}) => {
  const { request } = await import('node:https')
  const { Readable } = await import('node:stream')
  const { method = 'GET', headers, body, signal } = init
  const options: RequestOptions = {
    method,
    headers: headers as Record<string, string>,
    rejectUnauthorized: false,
    ...(signal && { signal }),
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(String(input), options, (incoming) => {
      const { statusCode: status = 500 } = incoming
      const hasBody = status !== 204 && status !== 304
      const stream = hasBody ? (Readable.toWeb(incoming) as unknown as ReadableStream) : null
      resolve(new Response(stream, { status, headers: incoming.headers as Record<string, string> }))
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
