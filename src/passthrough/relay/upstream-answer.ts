import type { IncomingMessage } from 'node:http'
import { BodyCopy, maxCopyBytes } from './body-copy.js'
import type { UpstreamAnswer } from './exchange.js'
import { endToEnd, findValue } from './headers.js'

/** The head of an answer, with a copy for its body. */
export function toUpstreamAnswer(message: IncomingMessage): UpstreamAnswer {
  const { statusCode = 0, statusMessage = '', httpVersion, rawHeaders } = message
  return { status: statusCode, reason: statusMessage, httpVersion, headers: endToEnd(rawHeaders), body: new BodyCopy() }
}

/** A longer body is not held until it is compared, so that the client does not wait for that. Bytes. */
export const longestHeld = 64 * 1024

/** Whether an answer is held until it is compared: it does not announce a long body. */
export const canBeHeld = ({ headers }: UpstreamAnswer): boolean =>
  !(Number(findValue(headers, 'content-length')) > longestHeld)

/** Whether an answer can be compared: JSON that does not announce more than is kept. */
export function canBeCompared({ status, headers }: UpstreamAnswer, method: string): boolean {
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  return (
    hasBody &&
    isJson(findValue(headers, 'content-type')) &&
    !(Number(findValue(headers, 'content-length')) > maxCopyBytes)
  )
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)
}

/** The first part of a body, and its rest. */
export interface BufferedBody {
  readonly first: readonly Uint8Array[]
  /** Undefined if the whole body is buffered. */
  readonly rest: AsyncIterator<Uint8Array> | undefined
  /** Undefined unless the upstream broke off. */
  readonly error: unknown
}

/** Reads a body to its end, or until it is too long to be held. */
export async function bufferBody(message: IncomingMessage, { body }: UpstreamAnswer): Promise<BufferedBody> {
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  const first: Uint8Array[] = []
  try {
    while (body.length <= longestHeld) {
      const { done, value } = await chunks.next()
      if (done) {
        body.hasEnded = true
        return { first, rest: undefined, error: undefined }
      }
      body.add(value)
      first.push(value)
    }
    return { first, rest: chunks, error: undefined }
  } catch (error) {
    return { first, rest: undefined, error }
  }
}

/** Streams a body: first the buffered part, then the rest. */
export async function* streamBody(
  { first, rest, error }: BufferedBody,
  { body }: UpstreamAnswer,
): AsyncGenerator<Uint8Array> {
  yield* first
  if (error !== undefined) throw error
  if (rest === undefined) return
  for (;;) {
    const { done, value } = await rest.next()
    if (done) break
    body.add(value)
    yield value
  }
  body.hasEnded = true
}

/** Returns a body without buffering any of it. */
export function skipBuffer(message: IncomingMessage): BufferedBody {
  return { first: [], rest: message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>, error: undefined }
}
