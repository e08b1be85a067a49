/** The last so many ids, so that memory does not grow with the events. */
export class SeenIds {
  readonly #ids = new Set<string>()

  constructor(private readonly capacity: number) {}

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Whether the id is new. */
  add(id: string): boolean {
    if (this.has(id)) return false
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > this.capacity && oldest !== undefined) this.#ids.delete(oldest)
    return true
  }
}
