import { setImmediate } from 'node:timers'

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
    const [left, leave] = createPromise<void>()
    this.#last = left
    await before
    return leave
  }
}

/** Creates a promise. @returns it, and the function that fulfills it */
export function createPromise<Value>(): [Promise<Value>, (value: Value) => void] {
  let fulfill: (value: Value) => void = () => {}
  const promise = new Promise<Value>((resolve) => {
    fulfill = resolve
  })
  return [promise, fulfill]
}

/** Lets everything run that waits for nothing from outside. */
export const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))
