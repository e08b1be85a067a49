import type { Sandbox } from './sandbox.js'

/** What a sandbox may be called: it becomes part of an API key and of a file's name. */
const goodName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/

export const defaultSandbox = 'default'

export function isSandboxName(name: string): boolean {
  return goodName.test(name)
}

export interface SandboxesOptions {
  /** Makes the sandbox of a name, from its fixtures or from what was kept of it. */
  readonly create: (name: string) => Sandbox
  /** How many may live at once. */
  readonly limit: number
  /** Whether something of it is under way, so that it stays. */
  readonly isBusy?: (sandbox: Sandbox) => boolean
  /** Hears of each that is dropped, to keep or to tell. */
  readonly onDrop: (sandbox: Sandbox) => void
}

/** The sandboxes that live, each springing into being when first named; past the limit the one longest unused goes. */
export class Sandboxes {
  /** In order of use, longest unused first. */
  readonly #living = new Map<string, Sandbox>()
  #latest: Sandbox | undefined

  constructor(private readonly options: SandboxesOptions) {}

  get count(): number {
    return this.#living.size
  }

  open(name: string): Sandbox {
    if (this.#latest?.name === name) return this.#latest
    let sandbox = this.#living.get(name)
    if (sandbox === undefined) {
      this.#makeRoom()
      sandbox = this.options.create(name)
    } else {
      this.#living.delete(name)
    }
    this.#living.set(name, sandbox)
    this.#latest = sandbox
    return sandbox
  }

  all(): IterableIterator<Sandbox> {
    return this.#living.values()
  }

  /** Lets a sandbox go, without a word to `onDrop`; the next one of its name begins anew. */
  remove(sandbox: Sandbox): void {
    this.#living.delete(sandbox.name)
    if (this.#latest === sandbox) this.#latest = undefined
  }

  /** Drops the longest unused until one more fits; one that somebody waits in, or that is busy, stays, even past the limit. */
  #makeRoom(): void {
    for (const sandbox of this.#living.values()) {
      if (this.#living.size < this.options.limit) return
      if (sandbox.isListenedTo || this.options.isBusy?.(sandbox)) continue
      this.remove(sandbox)
      this.options.onDrop(sandbox)
    }
  }
}
