import type { HonoRequest } from 'hono'
import { Refusal } from '../core/errors.js'

/** H8. Bytes. */
const largestBody = 1024 * 1024

/** Why a body cannot be read, apart from how either API words it. */
export class BodyProblem extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    readonly detail: string,
    readonly hint: string,
  ) {
    super(detail)
  }
}

/** A body problem in the vendor's terms (H8). */
export function toBodyRefusal({ status, detail, hint }: BodyProblem): Refusal {
  const code = status === 415 ? '10029' : status === 413 ? '10015' : '10023'
  return new Refusal([{ code, detail }], { status, hint })
}

/**
 * A request's JSON.
 *
 * @throws {BodyProblem} not JSON by its content type, over 1 MiB, or malformed
 */
export async function readJson(request: HonoRequest): Promise<unknown> {
  const type = request.header('content-type')
  if (type === undefined || !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    const sent = type === undefined ? 'no content-type was sent' : `you sent ${type}`
    throw new BodyProblem(415, 'The Content-Type must be application/json.', `send the header "Content-Type: application/json"; ${sent}`)
  }
  const length = request.header('content-length')
  if (length !== undefined && Number(length) > largestBody) throwTooLarge()
  let text: string
  try {
    text = await (length === undefined ? readUnannounced(request) : request.text())
  } catch (error) {
    if (error instanceof BodyProblem) throw error
    // Nobody is there any more to read this.
    throw new BodyProblem(400, 'The request body did not arrive whole.', `the connection broke: ${(error as Error).message}`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const hint = text === '' ? 'the body is empty; send at least {}' : `the body is not JSON: ${(error as Error).message}`
    throw new BodyProblem(400, 'The request body is not valid JSON.', hint)
  }
}

/** A body whose length nobody announced, counted while it comes. */
async function readUnannounced(request: HonoRequest): Promise<string> {
  const { body } = request.raw
  if (body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let read = 0
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    read += chunk.byteLength
    if (read > largestBody) throwTooLarge()
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function throwTooLarge(): never {
  throw new BodyProblem(413, 'The request body is larger than 1 MiB.', 'no request of this API needs more than 1 MiB')
}
