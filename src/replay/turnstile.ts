/**
 * Lets one in at a time, in the order of arrival.
 *
 * @example
 * ```ts
 * const leave = await turnstile.enter()
 * try { ... } finally { leave() }
 * ```
 */
export class Turnstile {
  #last: Promise<void> = Promise.resolve()

  /** Waits until those before have left. @returns the function to leave with, which may be called several times */
  async enter(): Promise<() => void> {
    const before = this.#last
    let leave = () => {}
    this.#last = new Promise((resolve) => {
      leave = resolve
    })
    await before
    return leave
  }
}
