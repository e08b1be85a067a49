import type { Call } from './call.js'

/** How a connection breaks: before, during or after the response body, by a reset or an early end. */
export interface ConnectionFault {
  readonly at: 'before' | 'during' | 'after'
  readonly by: 'reset' | 'end'
}

/** A body that is created while it is sent: the sender asks for the next piece when the client can take it. */
export interface AnswerStream {
  /** The next piece; undefined at the end. Called again only when the piece before it has come. */
  readonly read: () => Promise<string | Uint8Array | undefined>
  /** Called when the client has left before the end. */
  readonly cancel: () => void
}

/** An answer, independent of how it is sent. */
export interface Answer {
  readonly status: number
  /** Names in lower case, in the order in which they are sent. */
  readonly headers: Record<string, string>
  /** Null without a body. */
  readonly body: string | Uint8Array | AnswerStream | null
  /** How the connection breaks, if a fault asks for it. */
  readonly connectionFault?: ConnectionFault | undefined
}

/** Answers a call: at once, if it needs no waiting. */
export type AnswerCall = (call: Call) => Pending<Answer>

/** A value, or a promise of it: what needs no waiting takes no turn of the event loop. */
export type Pending<Value> = Value | Promise<Value>

/** Goes on with a value, at once if it is there. */
export function andThen<Value, Result>(pending: Pending<Value>, next: (value: Value) => Pending<Result>) {
  return pending instanceof Promise ? pending.then(next) : next(pending)
}

/** Whether a body is created while it is sent. */
export function isStream(body: Answer['body']): body is AnswerStream {
  return typeof body === 'object' && body !== null && !(body instanceof Uint8Array)
}

/** An answer to HEAD: its headers alone. */
export function withoutBody(answer: Answer): Answer {
  if (isStream(answer.body)) answer.body.cancel()
  return { ...answer, body: null }
}

/** An answer whose body has come, so that it can be read twice. */
export async function toWholeAnswer(answer: Answer): Promise<Answer & { readonly body: string | Uint8Array | null }> {
  const { body, ...rest } = answer
  if (!isStream(body)) return { ...rest, body }
  const decoder = new TextDecoder()
  let text = ''
  for (let piece = await body.read(); piece !== undefined; piece = await body.read())
    text += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true })
  return { ...rest, body: text + decoder.decode() }
}

/** The body of a whole answer as text. */
export function textOf(body: string | Uint8Array | null): string {
  if (body === null) return ''
  return typeof body === 'string' ? body : new TextDecoder().decode(body)
}
