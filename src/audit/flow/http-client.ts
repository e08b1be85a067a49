import { Buffer } from 'node:buffer'
import { type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { clearTimeout, setTimeout } from 'node:timers'
import type { Answer } from './answer.js'

export interface HttpRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** The address of this machine to connect from; the system's choice by default. */
  readonly localAddress: string | undefined
  /** Milliseconds for the whole answer. */
  readonly timeoutMs: number
}

/** Longer bodies are cut: no check needs more. */
const mostBytes = 1 << 20

/** Sends one request. It follows no redirect, and resolves whatever happens. */
export function sendRequest({
  url,
  method,
  headers,
  body,
  localAddress,
  timeoutMs,
}: HttpRequest): Promise<Omit<Answer, 'request'>> {
  const startedAt = process.uptime()
  const options: RequestOptions = {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) },
    agent: false,
    ...(localAddress !== undefined && { localAddress, family: 4 }),
  }
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const outgoing = send(url, options)
    const end = (answer: Omit<Answer, 'request' | 'tookMs'>) => {
      clearTimeout(deadline)
      outgoing.destroy()
      resolve({ ...answer, tookMs: Math.round((process.uptime() - startedAt) * 1000) })
    }
    const fail = (failure: Answer['failure']) => end({ status: 0, headers: [], text: '', failure })
    const deadline = setTimeout(() => fail('timed out'), timeoutMs)
    outgoing.once('error', () => fail('connection closed'))
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = []
      let length = 0
      const finish = () => {
        const { statusCode: status = 0, rawHeaders } = incoming
        end({ status, headers: toPairs(rawHeaders), text: Buffer.concat(chunks).toString(), failure: null })
      }
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        length += chunk.length
        if (length > mostBytes) finish()
      })
      incoming.once('end', finish)
      incoming.once('error', () => fail('connection closed'))
    })
    outgoing.end(body)
  })
}

function toPairs(rawHeaders: readonly string[]): (readonly [string, string])[] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : [],
  )
}
