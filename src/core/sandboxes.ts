import type { Sandbox } from './sandbox.js'

/** Valid names of sandboxes: they become part of an API key and of a file name. */
const goodName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/

export const defaultSandbox = 'default'

export function isSandboxName(name: string): boolean {
  return goodName.test(name)
}

export interface SandboxesOptions {
  /** Creates the sandbox for a name, from its fixtures or its stored state. */
  readonly create: (name: string) => Sandbox
  /** Maximum number of live sandboxes. */
  readonly limit: number
  /** Whether a sandbox has work in progress and must be kept. */
  readonly isBusy?: (sandbox: Sandbox) => boolean
  /** Called with each dropped sandbox, to store or report it. */
  readonly onDrop: (sandbox: Sandbox) => void
}

/** The live sandboxes, created on first use. Beyond the limit the least recently used one is dropped. */
export class Sandboxes {
  /** In order of use, least recently used first. */
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

  /** Removes a sandbox without calling `onDrop`; the next one with its name starts fresh. */
  remove(sandbox: Sandbox): void {
    this.#living.delete(sandbox.name)
    if (this.#latest === sandbox) this.#latest = undefined
  }

  /** Drops the least recently used until one more fits. Those with waiters or work in progress are always kept. */
  #makeRoom(): void {
    for (const sandbox of this.#living.values()) {
      if (this.#living.size < this.options.limit) return
      if (sandbox.isListenedTo || this.options.isBusy?.(sandbox)) continue
      this.remove(sandbox)
      this.options.onDrop(sandbox)
    }
  }
}
