import type { DropReason } from './dropped-sandboxes.js'
import { createRefusal, Refusal } from './errors.js'
import type { Sandbox } from './sandbox.js'

export const defaultSandbox = 'default'

export interface SandboxesOptions {
  /** Creates the sandbox for a name, from its fixtures or its stored state. */
  readonly create: (name: string) => Sandbox
  /** Maximum number of live sandboxes. */
  readonly limit: number
  /** Beyond the limit: drop the least recently used, or refuse to create one. @default 'drop' */
  readonly whenFull?: 'drop' | 'refuse' | undefined
  /** Time without use after which a sandbox is dropped. Milliseconds. @default Infinity */
  readonly idleMs?: number | undefined
  /** Unix milliseconds of the machine's clock, by which sandboxes become idle. */
  readonly now: () => number
  /** Whether a sandbox has work in progress and must be kept. */
  readonly isBusy?: (sandbox: Sandbox) => boolean
  /** Called with each dropped sandbox, to store or report it. */
  readonly onDrop: (sandbox: Sandbox, reason: DropReason) => void
  /** Whether a sandbox is stored outside of memory, so that opening it creates nothing. */
  readonly isStored?: (name: string) => boolean
  /** Called with each unused sandbox that is forgotten after it was only read. */
  readonly onForget?: (sandbox: Sandbox) => void
}

/** The emulator has as many sandboxes as it may have, and was told to refuse further ones. */
export class TooManySandboxesError extends Refusal {
  /** @param limit the maximum number of sandboxes */
  constructor(name: string, limit: number) {
    const hint = `sandbox "${name}" cannot be created: ${limit} are in use (--max-sandboxes); delete one, wait until one is idle (--sandbox-idle), or raise the limit`
    super(createRefusal('10007', { hint }).reasons, { status: 503, hint })
  }
}

/** The number of sandboxes to keep that were only read so far. */
const mostUnused = 100

/**
 * The live sandboxes, created by the first request that may change something. One that no one has used for the idle time is
 * dropped; beyond the limit the least recently used one is, or the new one is refused. A sandbox that was only read is
 * kept apart: it neither counts nor drops another one.
 */
export class Sandboxes {
  /** In order of use, least recently used first. */
  readonly #living = new Map<string, Sandbox>()
  #latest: Sandbox | undefined
  /** Sandboxes that were only read so far, least recently used first. */
  readonly #unused = new Map<string, Sandbox>()
  readonly #idleMs: number
  /** No sandbox is idle before this moment, so that most requests need not look. */
  #nextIdleAt = Number.POSITIVE_INFINITY

  constructor(private readonly options: SandboxesOptions) {
    this.#idleMs = options.idleMs ?? Number.POSITIVE_INFINITY
  }

  get count(): number {
    return this.#living.size
  }

  /** @throws {TooManySandboxesError} if it would be one too many */
  open(name: string): Sandbox {
    const now = this.options.now()
    if (now >= this.#nextIdleAt) this.dropIdle()
    const latest = this.#latest
    if (latest?.name === name) {
      latest.usedAt = now
      return latest
    }
    let sandbox = this.#living.get(name)
    if (sandbox === undefined) {
      this.#makeRoom(name)
      sandbox = this.#unused.get(name) ?? this.options.create(name)
      this.#unused.delete(name)
    }
    this.#noteUse(sandbox, now)
    return sandbox
  }

  /** The sandbox for a request that only reads. If none has the name, a fresh one that lives once something is changed. */
  read(name: string): Sandbox {
    if (this.options.now() >= this.#nextIdleAt) this.dropIdle()
    if (this.#living.has(name) || this.options.isStored?.(name)) return this.open(name)
    const sandbox = this.#unused.get(name) ?? this.options.create(name)
    this.#unused.delete(name)
    this.#unused.set(name, sandbox)
    this.#forgetUnused(sandbox)
    return sandbox
  }

  /** Whether a sandbox is one of these: it was not dropped, deleted or forgotten. */
  has(sandbox: Sandbox): boolean {
    return this.#latest === sandbox || this.#living.get(sandbox.name) === sandbox || this.isUnused(sandbox)
  }

  /** Whether a sandbox was only read so far. */
  isUnused(sandbox: Sandbox): boolean {
    return this.#unused.size > 0 && this.#unused.get(sandbox.name) === sandbox
  }

  find(name: string): Sandbox | undefined {
    return this.#living.get(name)
  }

  isLiving(name: string): boolean {
    return this.#living.has(name)
  }

  all(): IterableIterator<Sandbox> {
    return this.#living.values()
  }

  /** Notes that a sandbox was in use up to now: a wait, a stream or a webhook of it has ended. */
  touch(sandbox: Sandbox): void {
    if (this.#latest === sandbox) sandbox.usedAt = this.options.now()
    else if (this.#living.get(sandbox.name) === sandbox) this.#noteUse(sandbox, this.options.now())
  }

  /** Removes a sandbox without calling `onDrop`; the next one with its name starts fresh. */
  remove(sandbox: Sandbox): void {
    this.#living.delete(sandbox.name)
    if (this.#latest === sandbox) this.#latest = undefined
  }

  /**
   * Drops the sandboxes that no one has used for the idle time. Those in use are noted as such, and so is the default one,
   * which everyone without a sandbox shares. The cost is that of the idle ones, not of all.
   *
   * @returns the milliseconds until the next one can be idle
   */
  dropIdle(): number {
    const now = this.options.now()
    this.#nextIdleAt = Number.POSITIVE_INFINITY
    for (const sandbox of this.#living.values()) {
      const idleAt = sandbox.usedAt + this.#idleMs
      if (idleAt > now) {
        this.#nextIdleAt = idleAt
        break
      }
      if (sandbox.name === defaultSandbox || this.#isInUse(sandbox)) this.#noteUse(sandbox, now)
      else this.#drop(sandbox, 'idle')
    }
    return this.#nextIdleAt - now
  }

  /** Moves a sandbox to the end of the order of use. */
  #noteUse(sandbox: Sandbox, now: number): void {
    sandbox.usedAt = now
    this.#living.delete(sandbox.name)
    this.#living.set(sandbox.name, sandbox)
    this.#latest = sandbox
    this.#nextIdleAt = Math.min(this.#nextIdleAt, now + this.#idleMs)
  }

  /** Whether a sandbox does something by itself that will end: with a running clock an owed webhook is sent or given up. */
  #isInUse(sandbox: Sandbox): boolean {
    const { state, clock } = sandbox.world
    return this.#isBusy(sandbox) || (state.webhooks.pending > 0 && !clock.isFrozen)
  }

  #isBusy(sandbox: Sandbox): boolean {
    return sandbox.isAttended || this.options.isBusy?.(sandbox) === true
  }

  #drop(sandbox: Sandbox, reason: DropReason): void {
    this.remove(sandbox)
    this.options.onDrop(sandbox, reason)
  }

  /** Forgets the least recently used of those that were only read, unless someone waits in them. */
  #forgetUnused(latest: Sandbox): void {
    for (const sandbox of this.#unused.values()) {
      if (this.#unused.size <= mostUnused) return
      if (sandbox === latest || sandbox.isAttended) continue
      this.#unused.delete(sandbox.name)
      this.options.onForget?.(sandbox)
    }
  }

  /**
   * Drops the least recently used until one more fits. Those with waiters or work in progress are always kept.
   *
   * @throws {TooManySandboxesError} instead, if that was asked for and the new one is not the default one
   */
  #makeRoom(name: string): void {
    const { limit, whenFull } = this.options
    if (this.#living.size < limit) return
    if (whenFull === 'refuse') {
      if (name === defaultSandbox) return
      throw new TooManySandboxesError(name, limit)
    }
    for (const sandbox of this.#living.values()) {
      if (this.#living.size < limit) return
      if (!this.#isBusy(sandbox)) this.#drop(sandbox, 'full')
    }
  }
}
