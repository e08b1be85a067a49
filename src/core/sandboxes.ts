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
  /** Whether a sandbox is stored outside of memory, so that opening it creates nothing. */
  readonly isStored?: (name: string) => boolean
  /** Called with each unused sandbox that is forgotten after it was only read. */
  readonly onForget?: (sandbox: Sandbox) => void
}

/** The number of sandboxes to keep that were only read so far. */
const mostUnused = 100

/**
 * The live sandboxes, created by the first request that may change something. Beyond the limit the least recently used one
 * is dropped. A sandbox that was only read is kept apart: it neither counts nor drops another one.
 */
export class Sandboxes {
  /** In order of use, least recently used first. */
  readonly #living = new Map<string, Sandbox>()
  #latest: Sandbox | undefined
  /** Sandboxes that were only read so far, least recently used first. */
  readonly #unused = new Map<string, Sandbox>()

  constructor(private readonly options: SandboxesOptions) {}

  get count(): number {
    return this.#living.size
  }

  open(name: string): Sandbox {
    if (this.#latest?.name === name) return this.#latest
    let sandbox = this.#living.get(name)
    if (sandbox === undefined) {
      this.#makeRoom()
      sandbox = this.#unused.get(name) ?? this.options.create(name)
      this.#unused.delete(name)
    } else {
      this.#living.delete(name)
    }
    this.#living.set(name, sandbox)
    this.#latest = sandbox
    return sandbox
  }

  /** The sandbox for a request that only reads. If none has the name, a fresh one that lives once something is changed. */
  read(name: string): Sandbox {
    if (this.#latest?.name === name) return this.#latest
    if (this.#living.has(name) || this.options.isStored?.(name)) return this.open(name)
    const sandbox = this.#unused.get(name) ?? this.options.create(name)
    this.#unused.delete(name)
    this.#unused.set(name, sandbox)
    this.#forgetUnused(sandbox)
    return sandbox
  }

  /** Whether a sandbox was only read so far. */
  isUnused(sandbox: Sandbox): boolean {
    return this.#unused.size > 0 && this.#unused.get(sandbox.name) === sandbox
  }

  all(): IterableIterator<Sandbox> {
    return this.#living.values()
  }

  /** Removes a sandbox without calling `onDrop`; the next one with its name starts fresh. */
  remove(sandbox: Sandbox): void {
    this.#living.delete(sandbox.name)
    if (this.#latest === sandbox) this.#latest = undefined
  }

  /** Forgets the least recently used of those that were only read, unless someone waits in them. */
  #forgetUnused(latest: Sandbox): void {
    for (const sandbox of this.#unused.values()) {
      if (this.#unused.size <= mostUnused) return
      if (sandbox === latest || sandbox.isListenedTo) continue
      this.#unused.delete(sandbox.name)
      this.options.onForget?.(sandbox)
    }
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
