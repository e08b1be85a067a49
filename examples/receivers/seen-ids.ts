/** The most recent IDs, so that memory does not grow with the events. */
export class SeenIds {
  readonly #ids = new Set<string>()

  constructor(private readonly capacity: number) {}

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Adds an ID. @returns whether it is new */
  add(id: string): boolean {
    if (this.has(id)) return false
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > this.capacity && oldest !== undefined) this.#ids.delete(oldest)
    return true
  }
}
