import type { IncomingMessage, ServerResponse } from 'node:http'
import { type BodyText, Call, toBodyText } from '../../http/call.js'
import { CallerSignal } from '../../http/caller-signal.js'
import type { UrlParts } from '../../http/target.js'

/** A call that has come over a socket. */
export class IncomingCall extends Call {
  readonly #incoming: IncomingMessage
  readonly #outgoing: ServerResponse
  #signal: CallerSignal | undefined

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, { scheme, authority, target }: UrlParts) {
    super(incoming.method ?? 'GET', scheme, authority, target)
    this.#incoming = incoming
    this.#outgoing = outgoing
  }

  /** Looked up in the lines as they came: Node drops the repetitions of some headers. */
  override header(name: string): string | undefined {
    const { rawHeaders } = this.#incoming
    let value: string | undefined
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const sent = rawHeaders[at] as string
      if (sent.length !== name.length || (sent !== name && sent.toLowerCase() !== name)) continue
      const next = trimmed(rawHeaders[at + 1] as string)
      value = value === undefined ? next : value + (name === 'cookie' ? '; ' : ', ') + next
    }
    return value
  }

  override *headers(): Generator<[string, string]> {
    const { rawHeaders } = this.#incoming
    for (let at = 0; at < rawHeaders.length; at += 2)
      yield [(rawHeaders[at] as string).toLowerCase(), trimmed(rawHeaders[at + 1] as string)]
  }

  override readText(limit: number): Promise<BodyText | undefined> {
    const incoming = this.#incoming
    return new Promise((resolve, reject) => {
      if (incoming.destroyed && !incoming.readableEnded) return reject(incoming.errored ?? new Error('aborted'))
      let whole: Buffer | undefined
      let pieces: Buffer[] | undefined
      let length = 0
      const onData = (piece: Buffer) => {
        length += piece.length
        if (length > limit) {
          incoming.off('data', onData)
          incoming.pause()
          resolve(undefined)
        } else if (whole === undefined) whole = piece
        else {
          pieces ??= [whole]
          pieces.push(piece)
        }
      }
      incoming.on('data', onData)
      incoming.on('end', () => {
        resolve(whole === undefined ? emptyBody : toBodyText(pieces === undefined ? whole : Buffer.concat(pieces)))
      })
      incoming.on('error', reject)
    })
  }

  override readPieces(): AsyncIterable<Uint8Array> {
    return this.#incoming.iterator({ destroyOnReturn: false })
  }

  override get signal(): CallerSignal {
    this.#signal ??= signalOf(this.#outgoing)
    return this.#signal
  }
}

const emptyBody: BodyText = { text: '', isUtf8: true }

/** A signal that aborts when the client leaves before its answer was sent. */
function signalOf(outgoing: ServerResponse): CallerSignal {
  const signal = new CallerSignal()
  const onClose = () => {
    if (!outgoing.writableFinished) signal.abort()
  }
  if (outgoing.destroyed) onClose()
  else outgoing.once('close', onClose)
  return signal
}

const isSpace = (unit: number) => unit === 9 || unit === 10 || unit === 13 || unit === 32

function trimmed(value: string): string {
  if (!isSpace(value.charCodeAt(0)) && !isSpace(value.charCodeAt(value.length - 1))) return value
  return value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
}
