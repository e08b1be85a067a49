import { clearTimeout, setTimeout } from 'node:timers'
import type { Sandbox } from '../core/sandbox.js'

/** The least time between two warnings. Milliseconds. */
const pauseMs = 60_000

/** Warns when sandboxes are dropped, which loses their state: of the first one at once, then once a minute with a count. */
export class EvictionWarning {
  #timer: NodeJS.Timeout | undefined
  #count = 0
  #unsent = 0
  #latest = ''

  /** @param maxSandboxes the limit that was reached */
  constructor(
    private readonly maxSandboxes: number,
    private readonly warn: (sentence: string) => void,
  ) {}

  /** Reports a dropped sandbox, now or with the next warning. */
  add({ name, world }: Sandbox): void {
    this.#count++
    this.#unsent += world.state.webhooks.pending
    this.#latest = name
    if (this.#timer === undefined) this.#report()
  }

  /** Reports what has not been reported yet. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#count > 0) this.warn(this.#toSentence())
    this.#count = 0
  }

  #report(): void {
    this.#timer = undefined
    if (this.#count === 0) return
    this.warn(this.#toSentence())
    this.#count = 0
    this.#unsent = 0
    this.#timer = setTimeout(() => this.#report(), pauseMs).unref()
  }

  #toSentence(): string {
    const what =
      this.#count === 1
        ? `Sandbox "${this.#latest}" was dropped`
        : `${this.#count.toLocaleString('en-US')} sandboxes were dropped in the last minute, the latest of them "${this.#latest}"`
    const why = `more than ${this.maxSandboxes} are in use, and ${this.#count === 1 ? 'it was' : 'they were'} the least recently used`
    const lost =
      this.#unsent === 0
        ? ''
        : ` ${this.#unsent === 1 ? 'A webhook of it was' : `${this.#unsent.toLocaleString('en-US')} webhooks were`} not delivered yet and will not be.`
    return `${what}: ${why}.${lost} Raise maxSandboxes to keep more.`
  }
}
