import type { IncomingMessage } from 'node:http'
import { mostKept, Tap } from './body-copy.js'
import type { UpstreamAnswer } from './exchange.js'
import { endToEnd, findValue } from './headers.js'

/** The head of an answer, with a tap for its body. */
export function toAnswer(message: IncomingMessage): UpstreamAnswer {
  const { statusCode = 0, statusMessage = '', httpVersion, rawHeaders } = message
  return { status: statusCode, reason: statusMessage, httpVersion, headers: endToEnd(rawHeaders), body: new Tap() }
}

/** Whether an answer can be held until it has been compared: JSON that is not announced to be long. */
export function canBeHeld({ status, headers }: UpstreamAnswer, method: string): boolean {
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  return (
    hasBody && isJson(findValue(headers, 'content-type')) && !(Number(findValue(headers, 'content-length')) > mostKept)
  )
}

export function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)
}

/** What has come of a body, and how it goes on. */
export interface Held {
  readonly first: readonly Uint8Array[]
  /** Undefined once all has come. */
  readonly rest: AsyncIterator<Uint8Array> | undefined
  /** Undefined unless the upstream broke off. */
  readonly error: unknown
}

/** Reads a body to its end, or as far as it may be held. */
export async function hold(message: IncomingMessage, { body }: UpstreamAnswer): Promise<Held> {
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  const first: Uint8Array[] = []
  try {
    while (body.length <= mostKept) {
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

/** Hands a body on as it was held and as it goes on coming. */
export async function* release({ first, rest, error }: Held, { body }: UpstreamAnswer): AsyncGenerator<Uint8Array> {
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

/** A body that is not held at all. */
export function pass(message: IncomingMessage): Held {
  return { first: [], rest: message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>, error: undefined }
}
