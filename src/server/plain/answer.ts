import { type Answer, isStream } from '../../http/answer.js'

/** The text of an answer, and how its characters become bytes. */
export interface AnswerText {
  readonly text: string
  readonly encoding: 'latin1' | 'utf8'
}

/** The texts of the statuses that are sent here; others are left to Node. */
const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** Headers that steer the connection, and those that Node adds if they are missing. */
const steering = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Writes an answer like Node's server, byte by byte.
 *
 * @param connection the header lines about the connection
 * @returns undefined for an answer that must be sent by Node: a stream, bytes, a fault, or headers of another kind
 */
export function writePlainAnswer(
  { status, headers, body, connectionFault }: Answer,
  connection: string,
): AnswerText | undefined {
  const statusText = statusTexts[status]
  if (statusText === undefined || connectionFault !== undefined || isStream(body) || body instanceof Uint8Array)
    return undefined
  const isEmpty = status === 204 || status === 304
  if (isEmpty !== (body === null)) return undefined
  let text = `HTTP/1.1 ${status} ${statusText}\r\n`
  for (const name in headers) {
    const value = headers[name] as string
    if (steering.has(name) || !isPlainText(value)) return undefined
    text += `${name}: ${value}\r\n`
  }
  text += `Date: ${currentDate()}\r\n${connection}`
  if (body === null) return { text: `${text}\r\n`, encoding: 'latin1' }
  const length = Buffer.byteLength(body)
  text += `Content-Length: ${length}\r\n\r\n${body}`
  // A body without a character of two bytes is ASCII, which is written twice as fast as Latin-1.
  return { text, encoding: length === body.length ? 'latin1' : 'utf8' }
}

/** Whether a header value is visible ASCII with spaces. A loop, because a regular expression costs more for short texts. */
function isPlainText(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at)
    if (unit < 0x20 || unit > 0x7e) return false
  }
  return true
}

let dateSecs = 0
let date = ''

/** The time as HTTP writes it, by the clock of the machine like Node's. It changes once a second. */
function currentDate(): string {
  const secs = Math.floor(Date.now() / 1000)
  if (secs !== dateSecs) {
    dateSecs = secs
    date = new Date(secs * 1000).toUTCString()
  }
  return date
}
