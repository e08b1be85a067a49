import type { HonoRequest } from 'hono'
import { createRefusal, type Refusal } from '../core/errors.js'
import { VerifyEmulatorError } from '../wire/error-base.js'

/** The maximum size of a body (H8). Bytes. */
const largestBody = 1024 * 1024

/** A body that cannot be read, independent of the wording of either API. */
export class BodyError extends VerifyEmulatorError {
  override readonly name = 'BodyError'
  override readonly code = 'body_unreadable'

  constructor(
    readonly status: 400 | 413 | 415,
    readonly detail: string,
    readonly hint: string,
    /** The part of the body that was read. */
    readonly text: string | null = null,
  ) {
    super(detail)
  }
}

/** An unreadable body in the vendor's terms (H8). */
export function toBodyRefusal({ status, hint }: BodyError): Refusal {
  const code = status === 415 ? '10029' : status === 413 ? '10015' : '10023'
  return createRefusal(code, { rule: 'H8', status, hint })
}

/** A body: its parsed value and its text. */
export interface ReadBody {
  readonly text: string
  readonly value: unknown
}

/**
 * Reads a request's JSON body.
 *
 * @param limit bytes
 * @throws {BodyError} if the content type is not JSON, or the body is too large or malformed
 */
export async function readJsonBody(request: HonoRequest, limit = largestBody): Promise<ReadBody> {
  const type = request.header('content-type')
  if (type === undefined || !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    const sent = type === undefined ? 'no content-type was sent' : `you sent ${type}`
    throw new BodyError(
      415,
      'The Content-Type must be application/json.',
      `send the header "Content-Type: application/json"; ${sent}`,
    )
  }
  const length = request.header('content-length')
  if (length !== undefined && Number(length) > limit) throwTooLarge(limit)
  let text: string
  try {
    text = await (length === undefined ? readUnannounced(request, limit) : request.text())
  } catch (error) {
    if (error instanceof BodyError) throw error
    // No one reads this: the caller has disconnected.
    throw new BodyError(400, 'The request body is incomplete.', `the connection broke: ${(error as Error).message}`)
  }
  try {
    return { text, value: JSON.parse(text) }
  } catch (error) {
    const hint =
      text === '' ? 'the body is empty; send at least {}' : `the body is not valid JSON: ${(error as Error).message}`
    throw new BodyError(400, 'The request body is not valid JSON.', hint, text)
  }
}

/** Reads a body without a Content-Length, counting its bytes. */
async function readUnannounced(request: HonoRequest, limit: number): Promise<string> {
  const { body } = request.raw
  if (body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let read = 0
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    read += chunk.byteLength
    if (read > limit) throwTooLarge(limit)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function throwTooLarge(limit: number): never {
  const mib = `${limit / 1024 / 1024} MiB`
  throw new BodyError(
    413,
    `The request body is larger than ${mib}.`,
    `the body is larger than ${mib}, which is the maximum`,
  )
}
