import { setImmediate } from 'node:timers'

/** Buffers the lines of one turn of the event loop into one write: a write per line would halve the throughput. */
export class LineBuffer {
  #pending = ''

  constructor(private readonly write: (text: string) => void) {}

  add(line: string): void {
    if (this.#pending === '') setImmediate(() => this.flush())
    this.#pending += `${line}\n`
  }

  flush(): void {
    const text = this.#pending
    this.#pending = ''
    if (text !== '') this.write(text)
  }
}
