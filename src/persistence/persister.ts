import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { createRefusal, type Refusal } from '../core/errors.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Change } from '../core/world.js'
import { type SandboxFile, toChangesFile, toSandboxFile } from '../sandbox-file/format.js'
import type { Store } from './store.js'

/** Time without a change after which the logs are compacted into their files. Milliseconds. */
const idleMs = 1000

/** The changes of a sandbox in this turn of the event loop. */
interface PendingWrite {
  changes: Change[]
  /** The sandbox was replaced: all of it has changed. */
  isWhole: boolean
  readonly done: Promise<void>
}

/**
 * Writes the changes of sandboxes to the store before requests are answered. The changes of one turn of the event loop
 * become one line: concurrent requests share the cost of a write, and an incomplete line belongs to requests that were
 * not answered.
 */
export class Persister {
  readonly #pendingWrites = new Map<Sandbox, PendingWrite>()
  /** Sandboxes with a log, to be compacted when idle. */
  readonly #uncompacted = new Set<Sandbox>()
  #idleTimer: NodeJS.Timeout | undefined
  #isFailing = false

  constructor(
    private readonly store: Store<SandboxFile>,
    private readonly warn: (sentence: string) => void,
  ) {}

  /**
   * Writes the changes of the last command and, with `mayMoveClock`, the positions of clock and random sequence.
   *
   * @returns undefined if there is nothing to write, otherwise a promise that is fulfilled when the changes are written,
   *   and rejected with a Refusal (500) if they cannot be
   */
  commit(sandbox: Sandbox, mayMoveClock: boolean): Promise<void> | undefined {
    const changes = sandbox.takeChanges()
    if (changes.length === 0 && !mayMoveClock) return this.#pendingWrites.get(sandbox)?.done
    const pending = this.#begin(sandbox)
    for (const change of changes) pending.changes.push(change)
    return pending.done
  }

  /** Marks a sandbox as replaced. The next commit writes all of it as one line. */
  reset(sandbox: Sandbox): void {
    sandbox.takeChanges()
    const pending = this.#begin(sandbox)
    pending.changes = []
    pending.isWhole = true
  }

  /** Deletes the files of a sandbox. */
  forget(sandbox: Sandbox): void {
    this.#pendingWrites.delete(sandbox)
    this.#uncompacted.delete(sandbox)
    this.store.remove(sandbox.name)
  }

  /** Compacts a sandbox that is dropped from memory; its next use loads it again. */
  drop(sandbox: Sandbox): void {
    this.#compact(sandbox)
    this.store.release(sandbox.name)
  }

  /** Compacts all sandboxes and closes the store. @throws when a file cannot be written; the logs then hold all changes */
  close(): void {
    clearTimeout(this.#idleTimer)
    try {
      for (const sandbox of new Set([...this.#uncompacted, ...this.#pendingWrites.keys()])) this.#compact(sandbox)
    } finally {
      this.store.close()
    }
  }

  #begin(sandbox: Sandbox): PendingWrite {
    let pending = this.#pendingWrites.get(sandbox)
    if (pending === undefined) {
      const done = new Promise<void>((resolve, reject) => {
        setImmediate(() => {
          try {
            this.#write(sandbox)
            resolve()
          } catch (error) {
            reject(this.#toRefusal(error as Error))
          }
        })
      })
      pending = { changes: [], isWhole: false, done }
      this.#pendingWrites.set(sandbox, pending)
    }
    return pending
  }

  #write(sandbox: Sandbox): void {
    const pending = this.#pendingWrites.get(sandbox)
    if (pending === undefined) return // compacted in the meantime
    this.#pendingWrites.delete(sandbox)
    // A log needs a file as its base, because the fixtures of the sandbox are not in any of its lines.
    if (!this.store.has(sandbox.name)) {
      this.#compact(sandbox)
    } else {
      const { world } = sandbox
      this.store.append(
        sandbox.name,
        pending.isWhole ? { ...toSandboxFile(world), replaces: true } : toChangesFile(world, pending.changes),
      )
      this.#uncompacted.add(sandbox)
      if (this.store.isLogLong(sandbox.name)) this.#compact(sandbox)
      if (this.#idleTimer) this.#idleTimer.refresh()
      else this.#idleTimer = setTimeout(() => this.#compactWhenIdle(), idleMs).unref()
    }
    this.#isFailing = false
  }

  /** Writes all of a sandbox to its file. */
  #compact(sandbox: Sandbox): void {
    sandbox.takeChanges()
    this.store.save(sandbox.name, toSandboxFile(sandbox.world))
    this.#pendingWrites.delete(sandbox)
    this.#uncompacted.delete(sandbox)
  }

  #compactWhenIdle(): void {
    try {
      for (const sandbox of [...this.#uncompacted]) this.#compact(sandbox)
    } catch (error) {
      this.#warnOnce(error as Error) // all changes are still in the logs
    }
  }

  #toRefusal(error: Error): Refusal {
    this.#warnOnce(error)
    const hint = `the data folder cannot be written: ${error.message}`
    return createRefusal('10007', { hint })
  }

  /** Warns that the folder cannot be written, once until a write succeeds. */
  #warnOnce({ message }: Error): void {
    if (!this.#isFailing) this.warn(`The data folder cannot be written: ${message}`)
    this.#isFailing = true
  }
}
