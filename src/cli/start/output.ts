/** Lines of one turn of the event loop go out in one write: a write a line would halve the throughput. */
export class Output {
  #pending = ''

  constructor(private readonly write: (text: string) => void) {}

  line(text: string): void {
    if (this.#pending === '') setImmediate(() => this.flush())
    this.#pending += `${text}\n`
  }

  flush(): void {
    const text = this.#pending
    this.#pending = ''
    if (text !== '') this.write(text)
  }
}
