import { AnswerError, type AnswerHead, checkTrailer, HeadReader, readChunkSize } from './answer-head.js'
import { type Answer, maxBodyLength } from './post.js'

/** The maximum length of the head of an answer, of its trailers, and of the line before a chunk, as in Node. Characters. */
const maxHeadLength = 16_384

/** The bytes that are kept of a body: enough for the longest recorded text, as a character has at most three for each unit. */
const maxKeptBytes = maxBodyLength * 3 + 16

/** What comes next in the bytes of an answer. */
type Part = 'status' | 'header' | 'length' | 'until-close' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer' | 'done'

/** The text of a head, and what it says. */
interface KnownHead {
  readonly text: string
  readonly head: AnswerHead
}

/**
 * Reads answers from the bytes of a connection, one after the other. The result is the same however the bytes are split.
 * Line breaks must be CR LF, as Node's own client requires.
 */
export class AnswerReader {
  #part: Part = 'status'
  #head: AnswerHead | undefined
  readonly #headReader = new HeadReader()
  /** The last head that came in one piece. A receiver repeats its heads, at least within a second. */
  #known: KnownHead | undefined
  #headStart = -1
  /** The beginning of a line whose end has not come yet. */
  #line = ''
  /** Characters of the head or of the trailers so far. */
  #lineLength = 0
  /** Bytes of the body, or of the chunk, that have not come yet. */
  #remaining = 0
  #text: string | undefined
  #kept: Buffer[] = []
  #keptBytes = 0
  #hasBegun = false
  /** The last answer without a body: it is the same object while the heads are the same. */
  #empty: { readonly head: AnswerHead; readonly answer: Answer } | undefined

  /** Whether anything has come of the answer. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** The head, once it is complete. */
  get head(): AnswerHead | undefined {
    return this.#head
  }

  /** Prepares for the next answer. */
  reset(): void {
    this.#part = 'status'
    this.#head = undefined
    this.#line = ''
    this.#lineLength = 0
    this.#text = undefined
    if (this.#keptBytes > 0) this.#kept = []
    this.#keptBytes = 0
    this.#hasBegun = false
  }

  /**
   * Reads some bytes, which may change afterwards.
   *
   * @returns the number of bytes that belong to the answer; fewer than given if it ends before them
   * @throws {AnswerError} if the bytes are not HTTP/1, and an ECONNRESET if they switch to another protocol
   */
  read(bytes: Buffer): number {
    this.#hasBegun = true
    this.#headStart = -1
    let at = this.#part === 'status' && this.#line === '' ? this.#readKnownHead(bytes) : 0
    while (at < bytes.length && this.#part !== 'done') at = this.#readPart(bytes, at)
    return at
  }

  /** Whether the answer is complete. */
  get isDone(): boolean {
    return this.#part === 'done'
  }

  /** Notes that the receiver has ended the connection. @returns whether that completes the answer */
  close(): boolean {
    if (this.#part === 'until-close') this.#part = 'done'
    return this.isDone
  }

  /** The complete answer. */
  toAnswer(): Answer {
    const head = this.#head as AnswerHead
    const { status, headers } = head
    const text = this.#text ?? (this.#keptBytes === 0 ? '' : Buffer.concat(this.#kept).toString())
    if (text === '') {
      if (this.#empty?.head !== head) this.#empty = { head, answer: { status, recorded: { headers, body: '' } } }
      return this.#empty.answer
    }
    const body = text.length > maxBodyLength ? text.slice(0, maxBodyLength) : text
    return { status, recorded: { headers, body } }
  }

  /** Recognizes a head that is the same as the last one. @returns its length; 0 for another one */
  #readKnownHead(bytes: Buffer): number {
    const known = this.#known
    if (known === undefined || bytes.length < known.text.length) return 0
    if (bytes.toString('latin1', 0, known.text.length) !== known.text) return 0
    this.#begin(known.head)
    return known.text.length
  }

  #readPart(bytes: Buffer, at: number): number {
    if (this.#part === 'length' || this.#part === 'chunk' || this.#part === 'until-close')
      return this.#readBody(bytes, at)
    if (this.#part === 'status' && this.#line === '') this.#headStart = at
    const end = bytes.indexOf(10, at)
    const part = bytes.toString('latin1', at, end < 0 ? bytes.length : end)
    const line = this.#line === '' ? part : this.#line + part
    this.#checkBeginning(line)
    if (end < 0) {
      this.#line = line
      return bytes.length
    }
    this.#line = ''
    if (!line.endsWith('\r')) throw new AnswerError('HPE_CR_EXPECTED', 'Missing expected CR at the end of a line')
    this.#lineLength += line.length - 1
    this.#readLine(line.slice(0, -1), bytes, end + 1)
    return end + 1
  }

  /** Fails as early as it can: what is not HTTP may never send the end of a line. */
  #checkBeginning(line: string): void {
    if (this.#lineLength + line.length > maxHeadLength + 1)
      throw new AnswerError('HPE_HEADER_OVERFLOW', 'Header overflow')
    if (this.#part === 'status' && line !== '\r' && !'HTTP/'.startsWith(line.slice(0, 5)))
      throw new AnswerError('HPE_INVALID_CONSTANT', 'Expected HTTP/')
    if (this.#part === 'chunk-end' && line !== '\r' && line !== '')
      throw new AnswerError('HPE_STRICT', 'Expected LF after chunk data')
  }

  #readLine(line: string, bytes: Buffer, next: number): void {
    switch (this.#part) {
      case 'status':
        if (line === '') return // empty lines before an answer are skipped
        this.#headReader.readStatus(line)
        this.#part = 'header'
        return
      case 'header':
        if (line === '') this.#endHead(bytes, next)
        else this.#headReader.readHeader(line)
        return
      case 'chunk-size':
        this.#lineLength = 0
        this.#remaining = readChunkSize(line)
        this.#part = this.#remaining === 0 ? 'trailer' : 'chunk'
        return
      case 'chunk-end':
        this.#lineLength = 0
        this.#part = 'chunk-size'
        return
      default:
        if (line === '') this.#part = 'done'
        else checkTrailer(line)
    }
  }

  #endHead(bytes: Buffer, next: number): void {
    this.#lineLength = 0
    const head = this.#headReader.end()
    if (head === undefined) {
      this.#part = 'status' // of the answer that follows an interim one
      return
    }
    if (this.#headStart >= 0) this.#known = { text: bytes.toString('latin1', this.#headStart, next), head }
    this.#begin(head)
  }

  #begin(head: AnswerHead): void {
    this.#head = head
    const { framing, length } = head
    this.#remaining = framing === 'close' ? Number.POSITIVE_INFINITY : length
    if (framing === 'none') this.#part = 'done'
    else if (framing === 'chunked') this.#part = 'chunk-size'
    else this.#part = framing === 'length' ? 'length' : 'until-close'
  }

  #readBody(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#remaining)
    this.#remaining -= end - at
    const isWhole = this.#part === 'length' && this.#remaining === 0 && this.#keptBytes === 0
    const kept = Math.min(end, at + maxKeptBytes - this.#keptBytes)
    if (isWhole) this.#text = bytes.toString('utf8', at, kept)
    else if (kept > at) {
      this.#kept.push(Buffer.from(bytes.subarray(at, kept)))
      this.#keptBytes += kept - at
    }
    if (this.#remaining === 0) this.#part = this.#part === 'chunk' ? 'chunk-end' : 'done'
    return end
  }
}
