/** How the end of a body is found. */
export type Framing = 'none' | 'length' | 'chunked' | 'close'

/** The head of an answer: its status line and headers. */
export interface AnswerHead {
  readonly status: number
  /** By name in lower case, repeated ones joined as Node joins them. */
  readonly headers: Readonly<Record<string, string>>
  readonly framing: Framing
  /** The length of the body if the framing is `length`. Bytes. */
  readonly length: number
  /** Whether the connection can be used again after the answer. */
  readonly isKeptAlive: boolean
  /** The time for which the receiver keeps an idle connection, if it says so. Milliseconds. */
  readonly idleMs: number | null
}

/** An answer that is not HTTP/1. The codes are those of Node's own client. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'

  constructor(
    readonly code: `HPE_${string}`,
    problem: string,
  ) {
    super(`Parse Error: ${problem}`)
  }
}

const statusForm = /^HTTP\/(0\.9|1\.0|1\.1|2\.0) (\d{3})(?: [^\r]*)?$/
const nameForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const controlForm = /[\x00-\x08\x0a-\x1f\x7f]/
const maxLength = 2 ** 64

/** Headers of which the first one counts, as in Node. The others are joined. */
const singleNames = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
)

/** Reads the head of an answer line by line. */
export class HeadReader {
  #status = 0
  #version = ''
  #headers: Record<string, string> = {}
  #hasLength = false
  #hasEncoding = false

  /** Reads the first line. @throws {AnswerError} */
  readStatus(line: string): void {
    const [, version, status] = statusForm.exec(line) ?? []
    if (version === undefined || status === undefined) throw explainStatusLine(line)
    this.#version = version
    this.#status = Number(status)
    this.#headers = {}
    this.#hasLength = false
    this.#hasEncoding = false
  }

  /** Reads a header. @throws {AnswerError} */
  readHeader(line: string): void {
    const { name, value } = readHeader(line)
    if (name === 'content-length') this.#checkLength(value)
    if (name === 'transfer-encoding') {
      if (this.#hasLength)
        throw new AnswerError('HPE_INVALID_TRANSFER_ENCODING', "Transfer-Encoding can't be present with Content-Length")
      this.#hasEncoding = true
    }
    addHeader(this.#headers, name, value)
  }

  /** Ends the head. @returns undefined for an interim answer, which another one follows @throws {AnswerError} */
  end(): AnswerHead | undefined {
    const status = this.#status
    const headers = this.#headers
    const connection = tokensOf(headers.connection)
    if (status === 101 && headers.upgrade !== undefined && connection.includes('upgrade'))
      throw Object.assign(new Error('closed'), { code: 'ECONNRESET' }) // no one asked for another protocol
    if (status === 100 || (status > 101 && status < 200)) return undefined
    const framing = this.#framing()
    const isKeptAlive =
      framing !== 'close' &&
      (this.#version === '1.1' ? !connection.includes('close') : connection.includes('keep-alive'))
    const [, idleSecs] = /^timeout=(\d+)/.exec(headers['keep-alive'] ?? '') ?? []
    return {
      status,
      headers,
      framing,
      length: framing === 'length' ? Number(headers['content-length']) : 0,
      isKeptAlive,
      idleMs: idleSecs === undefined ? null : Number(idleSecs) * 1000,
    }
  }

  #framing(): Framing {
    const { 'content-length': length, 'transfer-encoding': encoding } = this.#headers
    if ((this.#status >= 100 && this.#status < 200) || this.#status === 204 || this.#status === 304) return 'none'
    if (encoding !== undefined) return tokensOf(encoding).at(-1) === 'chunked' ? 'chunked' : 'close'
    if (length === undefined) return 'close'
    return Number(length) === 0 ? 'none' : 'length'
  }

  #checkLength(value: string): void {
    if (this.#hasEncoding)
      throw new AnswerError('HPE_INVALID_CONTENT_LENGTH', "Content-Length can't be present with Transfer-Encoding")
    if (this.#hasLength) throw new AnswerError('HPE_UNEXPECTED_CONTENT_LENGTH', 'Duplicate Content-Length')
    if (!/^\d+$/.test(value)) throw new AnswerError('HPE_INVALID_CONTENT_LENGTH', 'Invalid character in Content-Length')
    if (Number(value) >= maxLength) throw new AnswerError('HPE_INVALID_CONTENT_LENGTH', 'Content-Length overflow')
    this.#hasLength = true
  }
}

/** Reads a trailer, which is dropped. @throws {AnswerError} if it is not one */
export function checkTrailer(line: string): void {
  if (readHeader(line).name === 'content-length')
    throw new AnswerError('HPE_INVALID_CONTENT_LENGTH', "Content-Length can't be present with Transfer-Encoding")
}

/** Reads the line before a chunk. @returns the length of the chunk in bytes @throws {AnswerError} */
export function readChunkSize(line: string): number {
  const [, digits, extensions = ''] = /^([\da-f]+)(;.*)?$/is.exec(line) ?? []
  if (digits === undefined) throw new AnswerError('HPE_INVALID_CHUNK_SIZE', 'Invalid character in chunk size')
  if (controlForm.test(extensions)) throw new AnswerError('HPE_STRICT', 'Invalid character in chunk extensions')
  const size = Number.parseInt(digits, 16)
  if (size >= maxLength) throw new AnswerError('HPE_INVALID_CHUNK_SIZE', 'Chunk size overflow')
  return size
}

function readHeader(line: string): { readonly name: string; readonly value: string } {
  if (/^[\t ]/.test(line)) throw new AnswerError('HPE_INVALID_HEADER_TOKEN', 'Unexpected whitespace after header value')
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0))
  if (!nameForm.test(name)) throw new AnswerError('HPE_INVALID_HEADER_TOKEN', 'Invalid header token')
  const value = line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '')
  if (controlForm.test(value)) throw new AnswerError('HPE_INVALID_HEADER_TOKEN', 'Invalid header value char')
  return { name: name.toLowerCase(), value }
}

/** Adds a header as Node does. */
function addHeader(headers: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') return // Node loses it, too
  const known = Object.hasOwn(headers, name) ? headers[name] : undefined
  if (known === undefined) headers[name] = value
  else if (!singleNames.has(name)) headers[name] = `${known}${separatorOf(name)}${value}`
}

function separatorOf(name: string): string {
  if (name === 'cookie') return '; '
  return name === 'set-cookie' ? ',' : ', '
}

/** The comma-separated values of a header, in lower case. */
function tokensOf(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(',').map((token) => token.trim().toLowerCase())
}

function explainStatusLine(line: string): AnswerError {
  if (!line.startsWith('HTTP/')) return new AnswerError('HPE_INVALID_CONSTANT', 'Expected HTTP/')
  if (!/^HTTP\/(0\.9|1\.0|1\.1|2\.0)( |$)/.test(line))
    return new AnswerError('HPE_INVALID_VERSION', 'Invalid HTTP version')
  return new AnswerError('HPE_INVALID_STATUS', 'Invalid status code')
}
