import type { HonoRequest } from 'hono'
import { Refusal } from '../core/errors.js'
import { VerifyEmulatorError } from '../wire/error-base.js'

/** H8. Bytes. */
const largestBody = 1024 * 1024

/** Why a body cannot be read, apart from how either API words it. */
export class BodyError extends VerifyEmulatorError {
  override readonly name = 'BodyError'
  override readonly code = 'body_unreadable'

  constructor(
    readonly status: 400 | 413 | 415,
    readonly detail: string,
    readonly hint: string,
    /** What was read of it. */
    readonly text: string | null = null,
  ) {
    super(detail)
  }
}

/** An unreadable body in the vendor's terms (H8). */
export function toBodyRefusal({ status, detail, hint }: BodyError): Refusal {
  const code = status === 415 ? '10029' : status === 413 ? '10015' : '10023'
  return new Refusal([{ code, detail }], { rule: 'H8', status, hint })
}

/** A body that was read: what it says, and how it was written. */
export interface ReadBody {
  readonly text: string
  readonly value: unknown
}

/**
 * A request's JSON.
 *
 * @param limit bytes
 * @throws {BodyError} not JSON by its content type, over 1 MiB, or malformed
 */
export async function readJson(request: HonoRequest, limit = largestBody): Promise<ReadBody> {
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
    // Nobody is there any more to read this.
    throw new BodyError(
      400,
      'The request body did not arrive whole.',
      `the connection broke: ${(error as Error).message}`,
    )
  }
  try {
    return { text, value: JSON.parse(text) }
  } catch (error) {
    const hint =
      text === '' ? 'the body is empty; send at least {}' : `the body is not JSON: ${(error as Error).message}`
    throw new BodyError(400, 'The request body is not valid JSON.', hint, text)
  }
}

/** A body whose length nobody announced, counted while it comes. */
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
  throw new BodyError(413, `The request body is larger than ${mib}.`, `no request of this kind needs more than ${mib}`)
}
