import { connect, type Socket } from 'node:net'

const headEnd = '\r\n\r\n'
/** The end of an answer in chunks. */
const lastChunk = '\r\n0\r\n\r\n'

/**
 * A keep-alive connection with one request in flight at a time. It reads only as much of an answer as necessary, because
 * the load runs on the same machine as the server.
 */
export class Connection {
  readonly #socket: Socket
  #onAnswer: (text: string) => void = () => {}
  #onFailure: (error: Error) => void = () => {}
  /** The received part of the answer. */
  #text = ''
  /** Length of the whole answer, 0 until its head has arrived. Bytes. */
  #length = 0

  private constructor(port: number, onConnect: () => void, onError: (error: Error) => void) {
    const onread = {
      // One buffer for all chunks, instead of a new one for each.
      buffer: Buffer.alloc(64 * 1024),
      callback: (size: number, chunk: Uint8Array) => {
        this.#read((chunk as Buffer).toString('latin1', 0, size))
        return true
      },
    }
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread }, onConnect)
    this.#socket.on('error', (error) => {
      onError(error)
      this.#onFailure(error)
    })
    this.#socket.on('close', () => this.#onFailure(new Error('the server closed a connection')))
  }

  /** @param port on 127.0.0.1 */
  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const connection: Connection = new Connection(port, () => resolve(connection), reject)
    })
  }

  /** Sets the one listener for answers (head and body, as Latin-1) and failures; a closure for each request would cost time. */
  listen(onAnswer: (text: string) => void, onFailure: (error: Error) => void): void {
    this.#onAnswer = onAnswer
    this.#onFailure = onFailure
  }

  send(request: Buffer): void {
    this.#socket.write(request)
  }

  /** Sends a request and returns its answer, head and body. */
  ask(request: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.listen(resolve, reject)
      this.send(request)
    })
  }

  close(): void {
    this.#onFailure = () => {}
    this.#socket.destroy()
  }

  #read(chunk: string): void {
    this.#text += chunk
    if (this.#length === 0) {
      const end = this.#text.indexOf(headEnd)
      if (end < 0) return
      const [, length] = /\r\ncontent-length: (\d+)/i.exec(this.#text) ?? []
      if (length === undefined && /\r\ntransfer-encoding: chunked/i.test(this.#text)) {
        if (this.#text.endsWith(lastChunk)) this.#end()
        return
      }
      if (length === undefined) {
        this.#onFailure(new Error(`the answer has no content-length: ${this.#text}`))
        return
      }
      this.#length = end + headEnd.length + Number(length)
    }
    if (this.#text.length >= this.#length) this.#end()
  }

  #end(): void {
    const text = this.#text
    this.#text = ''
    this.#length = 0
    if (text.startsWith('HTTP/1.1 200 ')) this.#onAnswer(text)
    else this.#onFailure(new Error(`the server answered ${text}`))
  }
}
