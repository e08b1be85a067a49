import { createRefusal, type Refusal } from '../core/errors.js'
import { VerifyEmulatorError } from '../wire/error-base.js'
import type { Pending } from './answer.js'
import type { BodyText, Call } from './call.js'
import { type ContentType, readContentType } from './content-type.js'
import { LongJson } from './long-json.js'

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
    /** Whether it has a content coding. */
    readonly isEncoded = false,
  ) {
    super(detail)
  }
}

/** An unreadable body in the vendor's terms (H8). */
export function toBodyRefusal({ status, hint, isEncoded }: BodyError): Refusal {
  const code = status === 415 ? (isEncoded ? '10014' : '10029') : status === 413 ? '10015' : '10023'
  return createRefusal(code, { rule: 'H8', status, hint })
}

/** A body: its parsed value and its text. */
export interface ReadBody {
  readonly text: string
  /** `{}` for an empty body. */
  readonly value: unknown
  /** Whether there is no body. RFC 9110 then gives its content type no meaning. */
  readonly isMissing: boolean
  /** A remark about an unusual but harmless header. */
  readonly remark?: string | undefined
}

/**
 * Reads a request's JSON body.
 *
 * @param limit bytes
 * @throws {BodyError} if the content type is not JSON, or the body is too large or malformed
 */
export function readJsonBody(call: Call, limit = largestBody): Pending<ReadBody> {
  requirePlain(call)
  const type = readContentType(call.header('content-type'))
  const length = call.header('content-length')
  if (length !== undefined && Number(length) > limit) throwTooLarge(limit)
  const body = call.readText(limit)
  if (body instanceof Promise) return body.catch(throwIncomplete).then((read) => parseBody(read, type, limit))
  return parseBody(body, type, limit)
}

/** @param body undefined if it is longer than the limit. @throws {BodyError} */
function parseBody(body: BodyText | undefined, type: ContentType, limit: number): ReadBody {
  if (body === undefined) throwTooLarge(limit)
  const { text, isUtf8 } = body
  if (text === '' && isUtf8) return { text, value: {}, isMissing: true }
  if ('problem' in type) throw new BodyError(415, 'The Content-Type must be application/json.', type.problem, text)
  if (!isUtf8) throwNotUtf8(text)
  try {
    return { text, value: JSON.parse(text), isMissing: false, remark: type.remark }
  } catch (error) {
    throw new BodyError(400, 'The request body is not valid JSON.', explainSyntax(text, error as Error), text)
  }
}

function explainSyntax(text: string, { message }: Error): string {
  if (/^[\w.[\]%-]+=[^{"]*(?:&|$)/.test(text)) return 'the body is a form, not JSON; send {"name": "value"}'
  if (/^\0*[[{"]\0/.test(text)) return 'the body is UTF-16 or UTF-32; JSON must be UTF-8'
  if (/^\s*</.test(text)) return 'the body is XML or HTML, not JSON'
  if (/^\s*[[{]\s*'|\bNone\b|\bTrue\b|\bFalse\b/.test(text))
    return `the body is not valid JSON: ${message}; is it a printed object? Serialize it as JSON`
  return `the body is not valid JSON: ${message}`
}

/**
 * Reads a JSON body that may be too long to be parsed at once, while it arrives and with pauses for others.
 *
 * @param limit bytes
 * @param deepest levels of nesting
 * @param pause lets other requests run
 * @throws {BodyError} like `readJsonBody`
 * @throws {TooDeepError}
 */
export async function readLongJsonBody(
  call: Call,
  { limit, deepest, pause }: { limit: number; deepest: number; pause: () => Promise<void> },
): Promise<Pick<ReadBody, 'value' | 'isMissing'>> {
  requirePlain(call)
  const type = readContentType(call.header('content-type'))
  if (Number(call.header('content-length') ?? 0) > limit) throwTooLarge(limit)
  const json = new LongJson(deepest)
  let start = ''
  let failure: unknown
  const parse = <Result>(step: () => Result): Result | undefined => {
    try {
      return failure === undefined ? step() : undefined
    } catch (error) {
      failure = error
      return undefined
    }
  }
  // A body that is wrong is read to its end, too: clients do not read an answer while they send.
  for await (const text of readTexts(call, limit)) {
    if (start.length < mostCited) start += text.slice(0, mostCited)
    if (!('problem' in type)) parse(() => json.add(text))
    await pause()
  }
  if (start === '') return { value: {}, isMissing: true }
  if ('problem' in type) throw new BodyError(415, 'The Content-Type must be application/json.', type.problem)
  const value = parse(() => json.end())
  if (failure instanceof SyntaxError)
    throw new BodyError(400, 'The request body is not valid JSON.', explainSyntax(start, failure))
  if (failure !== undefined) throw failure
  return { value, isMissing: false }
}

/** The part of a long body that tells what it is instead of JSON. Characters. */
const mostCited = 1000

/** Decodes a body while it arrives. @throws {BodyError} if it is too large, not UTF-8 or incomplete */
async function* readTexts(call: Call, limit: number): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      return throwNotUtf8(null)
    }
  }
  let read = 0
  try {
    for await (const chunk of call.readPieces()) {
      read += chunk.byteLength
      if (read > limit) throwTooLarge(limit)
      // A body from within the process may be a single chunk.
      for (let at = 0; at < chunk.byteLength; at += longestPiece) {
        const text = decode(chunk.subarray(at, at + longestPiece))
        if (text !== '') yield text
      }
    }
  } catch (error) {
    if (error instanceof BodyError) throw error
    throwIncomplete(error as Error)
  }
  const rest = decode()
  if (rest !== '') yield rest
}

/** A longer piece of a body is read in parts. Bytes. */
const longestPiece = 16 * 1024

/** No one reads this: the caller has disconnected. */
function throwIncomplete({ message }: Error): never {
  throw new BodyError(400, 'The request body is incomplete.', `the connection broke: ${message}`)
}

function requirePlain(call: Call): void {
  const coding = call.header('content-encoding')
  if (coding !== undefined && !/^\s*(?:identity)?\s*$/i.test(coding)) throwEncoded(coding)
}

function throwTooLarge(limit: number): never {
  const mib = `${limit / 1024 / 1024} MiB`
  throw new BodyError(
    413,
    `The request body is larger than ${mib}.`,
    `the body is larger than ${mib}, which is the maximum`,
  )
}

function throwEncoded(coding: string): never {
  throw new BodyError(
    415,
    'The Content-Encoding of the request body is not supported.',
    `send the body without Content-Encoding; "${coding.slice(0, 60)}" is not decoded`,
    null,
    true,
  )
}

function throwNotUtf8(text: string | null): never {
  throw new BodyError(400, 'The request body is not valid JSON.', 'the body is not UTF-8, as JSON must be', text)
}
