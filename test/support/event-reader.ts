/** One server-sent event. */
export interface Sent {
  readonly event: string
  readonly id: string | undefined
  readonly data: string
}

/** One reader of a stream of server-sent events. */
export class EventReader {
  readonly #chunks: ReadableStreamDefaultReader<Uint8Array>
  readonly #decoder = new TextDecoder()
  #unread = ''

  constructor(response: Response) {
    if (response.body === null) throw new Error('the answer has no body')
    this.#chunks = response.body.getReader()
  }

  /** The next event, or undefined after the end. */
  async next(): Promise<Sent | undefined> {
    for (;;) {
      const end = this.#unread.indexOf('\n\n')
      if (end >= 0) {
        const block = this.#unread.slice(0, end)
        this.#unread = this.#unread.slice(end + 2)
        const [, event] = /^event: (.*)$/m.exec(block) ?? []
        const [, id] = /^id: (.*)$/m.exec(block) ?? []
        const [, data = ''] = /^data: (.*)$/m.exec(block) ?? []
        if (event !== undefined) return { event, id, data }
      } else {
        const { done, value } = await this.#chunks.read()
        if (done) return undefined
        this.#unread += this.#decoder.decode(value, { stream: true })
      }
    }
  }

  async take(count: number): Promise<Sent[]> {
    const taken: Sent[] = []
    while (taken.length < count) {
      const sent = await this.next()
      if (sent === undefined) throw new Error(`the stream ended after ${taken.length} of ${count} events`)
      taken.push(sent)
    }
    return taken
  }

  async rest(): Promise<Sent[]> {
    const taken: Sent[] = []
    for (let sent = await this.next(); sent !== undefined; sent = await this.next()) taken.push(sent)
    return taken
  }

  leave(): Promise<void> {
    return this.#chunks.cancel()
  }
}
